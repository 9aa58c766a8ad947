#include "models/lstm_layer.h"

#include <utility>

#include "models/dropout_layer.h"
#include "models/kernels/kernel_table.h"

namespace skipgrid::models {

using traces::Phase;

template <class Scalar>
LstmLayer<Scalar>::LstmLayer(Device<Scalar>& device, std::string name, int inputs, int hidden, int steps, int batch)
    : device_(device), name_(std::move(name)), steps_(steps), batch_(batch), hidden_(hidden) {
  const std::int64_t gates = 4 * hidden_;
  const auto matrix = [&](const char* suffix, std::int64_t rows, std::int64_t cols) {
    return device.matrix(name_ + suffix, rows, cols);
  };
  const auto sequence = [&](const char* suffix, std::int64_t cols) {
    return device.sequence(name_ + suffix, steps, batch_, cols);
  };
  w_ = matrix(".W", inputs, gates);
  u_ = matrix(".U", hidden_, gates);
  b_ih_ = matrix(".b_ih", 1, gates);
  b_hh_ = matrix(".b_hh", 1, gates);
  dw_ = matrix(".dW", inputs, gates);
  du_ = matrix(".dU", hidden_, gates);
  db_ = matrix(".db", 1, gates);
  h_ = device.sequence(name_ + ".h", steps + 1, batch_, hidden_, -1);
  c_ = device.sequence(name_ + ".c", steps + 1, batch_, hidden_, -1);
  gates_ = sequence(".gates", gates);
  dgates_ = sequence(".dgates", gates);
  x_kept_ = sequence(".x_kept", inputs);
  h_kept_ = sequence(".h_kept", hidden_);
  dx_kept_ = sequence(".dx_kept", inputs);
  dh_kept_ = matrix(".dh_kept", batch_, hidden_);
  dh_above_ = sequence(".dh_above", hidden_);
  dh_ = matrix(".dh", batch_, hidden_);
  dc_ = matrix(".dc", batch_, hidden_);
}

template <class Scalar>
std::vector<Parameter<Scalar>> LstmLayer<Scalar>::parameters() const {
  const auto whole = [&](const Tensor<Scalar>& value, const Tensor<Scalar>& gradient) {
    return Parameter<Scalar>{name_, value, gradient, nullptr, value.elements()};
  };
  return {whole(w_, dw_), whole(u_, du_), whole(b_ih_, db_), whole(b_hh_, db_)};
}

// The input product of all steps: they do not depend on one another.
template <class Scalar>
GemmCall<Scalar> LstmLayer<Scalar>::x2h(Phase phase, const Tensor<Scalar>& x, const Tensor<Scalar>& w,
                                        const Tensor<Scalar>& y, const StepMasks& nr) const {
  return {name_, "x2h", phase, &x, &w, &y, &nr, 0, steps_};
}

// The recurrent product of all steps; forward and backward narrow it to one. Without a mask x is h itself, one slice
// back.
template <class Scalar>
GemmCall<Scalar> LstmLayer<Scalar>::h2h(Phase phase, const Tensor<Scalar>& x, const Tensor<Scalar>& w,
                                        const Tensor<Scalar>& y, const StepMasks& rh) const {
  return {name_, "h2h", phase, &x, &w, &y, &rh, 0, steps_, rh.none() ? -1 : 0};
}

template <class Scalar>
void LstmLayer<Scalar>::forward(const Tensor<Scalar>& in, const StepMasks& nr, const StepMasks& rh) {
  if (!nr.none()) {
    for (int t = 0; t < steps_; ++t) dropout_forward(device_, {name_, Phase::FP, t}, nr, in, t, x_kept_);
  }
  device_.gemm(x2h(Phase::FP, nr.none() ? in : x_kept_, w_, gates_, nr));
  for (int t = 0; t < steps_; ++t) step_forward(t, rh);
}

template <class Scalar>
void LstmLayer<Scalar>::step_forward(int step, const StepMasks& rh) {
  if (!rh.none()) dropout_forward(device_, {name_, Phase::FP, step}, rh, h_, step - 1, h_kept_);
  GemmCall<Scalar> call = h2h(Phase::FP, rh.none() ? h_ : h_kept_, u_, gates_, rh);
  call.first = step;
  call.count = 1;
  call.accumulate = true;
  device_.gemm(call);
  gates_forward(step);
}

template <class Scalar>
void LstmLayer<Scalar>::gates_forward(int step) {
  device_.vector({name_,
                  Phase::FP,
                  step,
                  "lstm_forward",
                  batch_ * hidden_,
                  {{&gates_, step}, {&b_ih_}, {&b_hh_}, {&c_, step - 1}},
                  {{&gates_, step}, {&c_, step}, {&h_, step}}},
                 [&] {
                   kernels<Scalar>().lstm_forward({batch_, hidden_, gates_.at(step), b_ih_.data, b_hh_.data,
                                                   c_.at(step - 1), c_.at(step), h_.at(step)});
                 });
}

template <class Scalar>
void LstmLayer<Scalar>::backward(const Tensor<Scalar>& in, const Tensor<Scalar>& in_gradient, const StepMasks& nr,
                                 const StepMasks& rh) {
  for (int t = steps_ - 1; t >= 0; --t) step_backward(t, rh);
  device_.gemm(x2h(Phase::BP, nr.none() ? in_gradient : dx_kept_, w_, dgates_, nr));
  if (!nr.none()) {
    for (int t = 0; t < steps_; ++t) dropout_backward(device_, {name_, Phase::BP, t}, nr, dx_kept_, in_gradient, t);
  }
  device_.gemm(x2h(Phase::WG, nr.none() ? in : x_kept_, dw_, dgates_, nr));
  device_.gemm(h2h(Phase::WG, rh.none() ? h_ : h_kept_, du_, dgates_, rh));
  device_.vector(
      {name_, Phase::WG, 0, "bias_gradient", steps_ * batch_ * 4 * hidden_, {{&dgates_, 0, steps_}}, {{&db_}}}, [&] {
        const std::int64_t gates = 4 * hidden_;
        for (std::int64_t j = 0; j < gates; ++j) db_.data[j] = 0;
        for (std::int64_t row = 0; row < steps_ * batch_; ++row) {
          const Scalar* dgates = dgates_.data + row * gates;
          kernels<Scalar>().add_scaled(db_.data, dgates, Scalar{1}, gates);
        }
      });
}

template <class Scalar>
void LstmLayer<Scalar>::step_backward(int step, const StepMasks& rh) {
  gates_backward(step);
  if (step == 0) return;
  GemmCall<Scalar> call = h2h(Phase::BP, rh.none() ? dh_ : dh_kept_, u_, dgates_, rh);
  call.first = step;
  call.count = 1;
  device_.gemm(call);
  if (!rh.none()) dropout_backward(device_, {name_, Phase::BP, step}, rh, dh_kept_, dh_, step - 1);
}

template <class Scalar>
void LstmLayer<Scalar>::gates_backward(int step) {
  const bool last = step == steps_ - 1;
  VectorCall<Scalar> call{name_,
                          Phase::BP,
                          step,
                          "lstm_backward",
                          batch_ * hidden_,
                          {{&gates_, step}, {&c_, step - 1}, {&c_, step}, {&dh_above_, step}},
                          {{&dgates_, step}, {&dc_}}};
  if (!last) {
    call.reads.add({&dh_});
    call.reads.add({&dc_});
  }
  device_.vector(call, [&] {
    kernels<Scalar>().lstm_backward({batch_, hidden_, gates_.at(step), c_.at(step - 1), c_.at(step), dh_above_.at(step),
                                     last ? nullptr : dh_.data, dc_.data, last, dgates_.at(step)});
  });
}

template <class Scalar>
void LstmLayer<Scalar>::carry_state() {
  device_.carry(h_);
  device_.carry(c_);
}

template class LstmLayer<float>;
template class LstmLayer<double>;

}  // namespace skipgrid::models
