#include "models/lstm_gates.h"

#include <cmath>

namespace skipgrid::models {

namespace {

template <class Scalar>
Scalar sigmoid(Scalar x) {
  return Scalar{1} / (Scalar{1} + std::exp(-x));
}

}  // namespace

template <class Scalar>
void lstm_forward(const LstmForward<Scalar>& step) {
  const std::int64_t hidden = step.hidden;
  for (std::int64_t b = 0; b < step.batch; ++b) {
    Scalar* gates = step.gates + b * 4 * hidden;
    for (std::int64_t j = 0; j < hidden; ++j) {
      const auto sum = [&](int gate) {
        const std::int64_t at = gate * hidden + j;
        return gates[at] + (step.b_ih[at] + step.b_hh[at]);
      };
      const Scalar i = sigmoid(sum(0));
      const Scalar f = sigmoid(sum(1));
      const Scalar g = std::tanh(sum(2));
      const Scalar o = sigmoid(sum(3));
      gates[j] = i;
      gates[hidden + j] = f;
      gates[2 * hidden + j] = g;
      gates[3 * hidden + j] = o;
      const Scalar c = f * step.c_before[b * hidden + j] + i * g;
      step.c[b * hidden + j] = c;
      step.h[b * hidden + j] = o * std::tanh(c);
    }
  }
}

template <class Scalar>
void lstm_backward(const LstmBackward<Scalar>& step) {
  const std::int64_t hidden = step.hidden;
  constexpr Scalar kOne{1};
  for (std::int64_t b = 0; b < step.batch; ++b) {
    const Scalar* gates = step.gates + b * 4 * hidden;
    Scalar* dgates = step.dgates + b * 4 * hidden;
    for (std::int64_t j = 0; j < hidden; ++j) {
      const std::int64_t at = b * hidden + j;
      const Scalar i = gates[j];
      const Scalar f = gates[hidden + j];
      const Scalar g = gates[2 * hidden + j];
      const Scalar o = gates[3 * hidden + j];
      const Scalar tanh_c = std::tanh(step.c[at]);
      const Scalar dh = step.dh_above[at] + (step.dh_after == nullptr ? Scalar{0} : step.dh_after[at]);
      const Scalar dc = (step.last ? Scalar{0} : step.dc[at]) + dh * o * (kOne - tanh_c * tanh_c);
      dgates[j] = dc * g * i * (kOne - i);
      dgates[hidden + j] = dc * step.c_before[at] * f * (kOne - f);
      dgates[2 * hidden + j] = dc * i * (kOne - g * g);
      dgates[3 * hidden + j] = dh * tanh_c * o * (kOne - o);
      step.dc[at] = dc * f;
    }
  }
}

template void lstm_forward(const LstmForward<float>&);
template void lstm_forward(const LstmForward<double>&);
template void lstm_backward(const LstmBackward<float>&);
template void lstm_backward(const LstmBackward<double>&);

}  // namespace skipgrid::models
