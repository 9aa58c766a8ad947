#include "models/cells/gru_layer.h"

#include <algorithm>
#include <cmath>
#include <utility>

namespace skipgrid::models {

using traces::ElementWise;
using traces::Phase;

template <class Scalar>
GruLayer<Scalar>::GruLayer(Device<Scalar>& device, std::string name, RecurrentShape shape)
    : RecurrentLayer<Scalar>(device, std::move(name), std::move(shape), kGates) {
  gates_ = this->sequence(".gates", this->gates_width_);
  dgates_ = this->sequence(".dgates", this->gates_width_);
  state_gates_ = this->sequence(".state_gates", this->gates_width_);
  dstate_gates_ = this->sequence(".dstate_gates", this->gates_width_);
  db_ih_ = device.matrix(this->name_ + ".db_ih", 1, this->gates_width_);
  db_hh_ = device.matrix(this->name_ + ".db_hh", 1, this->gates_width_);
}

template <class Scalar>
std::vector<Parameter<Scalar>> GruLayer<Scalar>::parameters() const {
  std::vector<Parameter<Scalar>> all = RecurrentLayer<Scalar>::parameters();
  all.push_back({this->name_, this->b_ih_, db_ih_, nullptr, this->b_ih_.elements()});
  all.push_back({this->name_, this->b_hh_, db_hh_, nullptr, this->b_hh_.elements()});
  return all;
}

template <class Scalar>
void GruLayer<Scalar>::bias_gradients() {
  this->bias_gradient(dgates_, db_ih_);
  this->bias_gradient(dstate_gates_, db_hh_);
}

template <class Scalar>
void GruLayer<Scalar>::gates_forward(int step) {
  const int before = this->before(step);
  this->device_.vector({this->name_,
                        Phase::FP,
                        step,
                        ElementWise::gru_forward,
                        this->batch_ * this->hidden_,
                        {{&gates_, step}, {&state_gates_, step}, {&this->b_ih_}, {&this->b_hh_}, {&this->h_, before}},
                        {{&gates_, step}, {&state_gates_, step}, {&this->h_, step}}},
                       [&] {
                         forward_kernel(step);
                         this->hold_state(step);
                       });
}

// Leaves r, z, n in the gates and s_n, its bias added, in the last third of the state's sums.
template <class Scalar>
void GruLayer<Scalar>::forward_kernel(int step) {
  const std::int64_t hidden = this->hidden_;
  const auto sigmoid = [](Scalar x) { return Scalar{1} / (Scalar{1} + std::exp(-x)); };
  for (std::int64_t b = 0; b < this->batch_; ++b) {
    Scalar *x = gates_.at(step) + b * kGates * hidden, *s = state_gates_.at(step) + b * kGates * hidden;
    const Scalar* h_before = this->h_.at(this->before(step)) + b * hidden;
    Scalar* h = this->h_.at(step) + b * hidden;
    const Scalar *b_ih = this->b_ih_.data, *b_hh = this->b_hh_.data;
    for (std::int64_t j = 0; j < hidden; ++j) {
      const std::int64_t r = j, z = hidden + j, n = 2 * hidden + j;
      x[r] = sigmoid(x[r] + s[r] + (b_ih[r] + b_hh[r]));
      x[z] = sigmoid(x[z] + s[z] + (b_ih[z] + b_hh[z]));
      s[n] += b_hh[n];
      x[n] = std::tanh(x[n] + b_ih[n] + x[r] * s[n]);
      h[j] = (Scalar{1} - x[z]) * x[n] + x[z] * h_before[j];
    }
  }
}

template <class Scalar>
void GruLayer<Scalar>::gates_backward(int step, const StateGradient<Scalar>* after) {
  VectorCall<Scalar> call{
      this->name_,
      Phase::BP,
      step,
      ElementWise::gru_backward,
      this->batch_ * this->hidden_,
      {{&gates_, step}, {&state_gates_, step}, {&this->h_, this->before(step)}, {&this->dh_above_, step}},
      {{&dgates_, step}, {&dstate_gates_, step}, {&this->dh_direct_}}};
  if (after != nullptr) {
    call.reads.add({after->dh});
    call.reads.add({after->dh_direct});
  }
  this->device_.vector(call, [&] { backward_kernel(step, after); });
}

template <class Scalar>
void GruLayer<Scalar>::backward_kernel(int step, const StateGradient<Scalar>* after) {
  this->gather_state_gradient(after);
  const std::int64_t hidden = this->hidden_;
  for (std::int64_t b = 0; b < this->batch_; ++b) {
    const Scalar *x = gates_.at(step) + b * kGates * hidden, *s = state_gates_.at(step) + b * kGates * hidden;
    Scalar *dx = dgates_.at(step) + b * kGates * hidden, *ds = dstate_gates_.at(step) + b * kGates * hidden;
    const Scalar* h_before = this->h_.at(this->before(step)) + b * hidden;
    const Scalar* above = this->dh_above_.at(step) + b * hidden;
    Scalar* direct = this->dh_direct_.data + b * hidden;
    const bool over = !this->lengths_.has(static_cast<int>(b), step);
    for (std::int64_t j = 0; j < hidden; ++j) {
      const Scalar dh = above[j] + this->dh_.data[b * hidden + j];
      const Scalar r = x[j], z = x[hidden + j], n = x[2 * hidden + j], s_n = s[2 * hidden + j];
      // A sample that is over passes its state's gradient on as it came.
      const Scalar through = over ? Scalar{0} : dh;
      const Scalar dn = through * (Scalar{1} - z) * (Scalar{1} - n * n);
      dx[2 * hidden + j] = dn;
      ds[2 * hidden + j] = dn * r;
      dx[j] = ds[j] = dn * s_n * r * (Scalar{1} - r);
      dx[hidden + j] = ds[hidden + j] = through * (h_before[j] - n) * z * (Scalar{1} - z);
      direct[j] = over ? dh : dh * z;
    }
  }
}

template class GruLayer<float>;
template class GruLayer<double>;

}  // namespace skipgrid::models
