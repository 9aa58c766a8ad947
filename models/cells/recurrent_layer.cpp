#include "models/cells/recurrent_layer.h"

#include <algorithm>
#include <utility>

#include "models/operations/bias.h"
#include "models/operations/dropout.h"

namespace skipgrid::models {

using traces::ElementWise;
using traces::Phase;

template <class Scalar>
RecurrentLayer<Scalar>::RecurrentLayer(Device<Scalar>& device, std::string name, RecurrentShape shape, int gates)
    : device_(device),
      name_(std::move(name)),
      shape_(std::move(shape)),
      lengths_{shape_.steps, {}},
      batch_(shape_.batch),
      hidden_(shape_.hidden),
      gates_width_(std::int64_t{gates} * shape_.hidden) {
  const auto matrix = [&](const char* suffix, std::int64_t rows, std::int64_t cols) {
    return device_.matrix(name_ + suffix, rows, cols);
  };
  for (std::size_t i = 0; i < shape_.inputs.size(); ++i) {
    inputs_.emplace_back(device_, name_, "x2h", i == 0 ? "" : std::to_string(i),
                         typename InputProduct<Scalar>::Shape{shape_.inputs[i], static_cast<int>(gates_width_),
                                                              shape_.steps, shape_.batch});
  }
  u_ = matrix(".U", hidden_, gates_width_);
  b_ih_ = matrix(".b_ih", 1, gates_width_);
  b_hh_ = matrix(".b_hh", 1, gates_width_);
  du_ = matrix(".dU", hidden_, gates_width_);
  if (shape_.drop_connect) u_dropped_ = matrix(".U_dropped", hidden_, gates_width_);
  h_ = state_sequence(".h");
  h_kept_ = sequence(".h_kept", hidden_);
  dh_kept_ = matrix(".dh_kept", batch_, hidden_);
  dh_above_ = sequence(".dh_above", hidden_);
  dh_ = matrix(".dh", batch_, hidden_);
  dh_direct_ = matrix(".dh_direct", batch_, hidden_);
}

template <class Scalar>
Tensor<Scalar> RecurrentLayer<Scalar>::sequence(const std::string& suffix, std::int64_t cols) {
  return device_.sequence(name_ + suffix, shape_.steps, batch_, cols);
}

template <class Scalar>
Tensor<Scalar> RecurrentLayer<Scalar>::state_sequence(const std::string& suffix) {
  return device_.sequence(name_ + suffix, shape_.steps + 1, batch_, hidden_, shape_.reversed ? 0 : -1);
}

template <class Scalar>
std::vector<Parameter<Scalar>> RecurrentLayer<Scalar>::parameters() const {
  std::vector<Parameter<Scalar>> all;
  for (const InputProduct<Scalar>& input : inputs_) all.push_back(input.parameter());
  all.push_back({name_, u_, du_, nullptr, u_.elements()});
  return all;
}

// The recurrent product of all steps; forward and backward narrow it to one. Without a mask x is h itself, one slice
// before.
template <class Scalar>
GemmCall<Scalar> RecurrentLayer<Scalar>::h2h(Phase phase, const Tensor<Scalar>& x, const Tensor<Scalar>& w,
                                             const Tensor<Scalar>& y, const StepMasks& rh) const {
  GemmCall<Scalar> call{name_, "h2h", phase, &x, &w, &y, &rh, 0, lengths_.steps, rh.none() ? before(0) : 0};
  call.lengths = &lengths_;
  return call;
}

template <class Scalar>
void RecurrentLayer<Scalar>::prepare_weights() {
  if (!shape_.drop_connect) return;
  device_.vector({name_, Phase::FP, 0, ElementWise::drop_connect, u_.elements(), {{&u_}}, {{&u_dropped_}}}, [&] {
    DropoutConfig elements;
    elements.dropout_case = DropoutCase::I;
    elements.seed = weight_drop_.seed;
    u_mask_ = draw_mask(elements, weight_drop_.key, weight_drop_.rate, static_cast<std::size_t>(gates_width_),
                        static_cast<std::size_t>(hidden_));
    std::copy_n(u_.data, u_.elements(), u_dropped_.data);
    drop_elements(u_dropped_);
  });
}

template <class Scalar>
void RecurrentLayer<Scalar>::drop_elements(const Tensor<Scalar>& matrix) const {
  const auto scale = static_cast<Scalar>(1.0 / (1.0 - weight_drop_.rate));
  for (std::int64_t row = 0; row < hidden_; ++row) {
    for (std::int64_t j = 0; j < gates_width_; ++j) {
      const bool kept = u_mask_->kept(static_cast<std::size_t>(row), static_cast<std::size_t>(j));
      Scalar& element = matrix.data[row * gates_width_ + j];
      element = kept ? element * scale : Scalar{0};
    }
  }
}

template <class Scalar>
void RecurrentLayer<Scalar>::forward(const std::vector<LayerInput<Scalar>>& in, const StepMasks& rh) {
  prepare_weights();
  for (std::size_t i = 0; i < in.size(); ++i) input_forward(i, in[i], {0, lengths_.steps});
  for (int i = 0, t = first_step(); i < lengths_.steps; ++i, t = after(t)) step_forward(t, rh);
}

template <class Scalar>
void RecurrentLayer<Scalar>::input_forward(std::size_t input, const LayerInput<Scalar>& in, StepRange steps) {
  inputs_[input].forward(in, input_sums(), steps, lengths_, input > 0);
}

template <class Scalar>
void RecurrentLayer<Scalar>::step_forward(int step, const StepMasks& rh) {
  if (!rh.none()) dropout_forward(device_, {name_, Phase::FP, step}, rh, h_, before(step), h_kept_);
  GemmCall<Scalar> call = h2h(Phase::FP, rh.none() ? h_ : h_kept_, used_u(), state_sums(), rh);
  call.first = step;
  call.count = 1;
  call.accumulate = state_sums().id == input_sums().id;
  device_.gemm(call);
  gates_forward(step);
}

template <class Scalar>
void RecurrentLayer<Scalar>::backward(const std::vector<LayerInput<Scalar>>& in, const StepMasks& rh,
                                      const std::optional<StateGradient<Scalar>>& after) {
  for (int i = 0, t = last_step(); i < lengths_.steps; ++i, t = before(t)) step_backward(t, rh, after);
  for (std::size_t i = 0; i < in.size(); ++i) input_backward(i, in[i], {0, lengths_.steps});
  weight_gradients(in, rh);
}

template <class Scalar>
void RecurrentLayer<Scalar>::step_backward(int step, const StepMasks& rh,
                                           const std::optional<StateGradient<Scalar>>& after) {
  const StateGradient<Scalar> own = state_gradient();
  const StateGradient<Scalar>* given = after ? &*after : nullptr;
  gates_backward(step, step == last_step() ? given : &own);
  if (step == first_step() && !shape_.state_gradient) return;
  GemmCall<Scalar> call = h2h(Phase::BP, rh.none() ? dh_ : dh_kept_, used_u(), state_sum_gradients(), rh);
  call.first = step;
  call.count = 1;
  device_.gemm(call);
  if (!rh.none()) dropout_backward(device_, {name_, Phase::BP, step}, rh, dh_kept_, dh_, before(step));
}

template <class Scalar>
void RecurrentLayer<Scalar>::input_backward(std::size_t input, const LayerInput<Scalar>& in, StepRange steps) {
  inputs_[input].data_gradient(in, input_sum_gradients(), steps, lengths_);
}

template <class Scalar>
void RecurrentLayer<Scalar>::weight_gradients(const std::vector<LayerInput<Scalar>>& in, const StepMasks& rh) {
  for (std::size_t i = 0; i < in.size(); ++i) {
    inputs_[i].weight_gradient(in[i], input_sum_gradients(), {0, lengths_.steps}, lengths_);
  }
  device_.gemm(h2h(Phase::WG, rh.none() ? h_ : h_kept_, du_, state_sum_gradients(), rh));
  if (shape_.drop_connect) {
    device_.vector({name_, Phase::WG, 0, ElementWise::drop_connect_backward, du_.elements(), {{&du_}}, {{&du_}}},
                   [&] { drop_elements(du_); });
  }
  bias_gradients();
}

template <class Scalar>
void RecurrentLayer<Scalar>::bias_gradient(const Tensor<Scalar>& gradients, const Tensor<Scalar>& bias) {
  models::bias_gradient(device_, name_, gradients, lengths_.steps, bias);
}

template <class Scalar>
void RecurrentLayer<Scalar>::hold_state(int step) {
  if (!lengths_.padded()) return;
  for (const Tensor<Scalar>* state : this->state()) {
    for (std::int64_t b = 0; b < batch_; ++b) {
      if (lengths_.has(static_cast<int>(b), step)) continue;
      std::copy_n(state->at(before(step)) + b * hidden_, hidden_, state->at(step) + b * hidden_);
    }
  }
}

template <class Scalar>
void RecurrentLayer<Scalar>::gather_state_gradient(const StateGradient<Scalar>* after) {
  const std::int64_t elements = batch_ * hidden_;
  if (after == nullptr) {
    std::fill_n(dh_.data, elements, Scalar{0});
    return;
  }
  if (after->dh->data != dh_.data) std::copy_n(after->dh->data, elements, dh_.data);
  if (after->dh_direct != nullptr) {
    for (std::int64_t i = 0; i < elements; ++i) dh_.data[i] += after->dh_direct->data[i];
  }
}

template <class Scalar>
void RecurrentLayer<Scalar>::carry_state() {
  for (const Tensor<Scalar>* tensor : state()) device_.carry(*tensor);
}

template <class Scalar>
void RecurrentLayer<Scalar>::zero_state() {
  const int start = before(first_step());
  VectorCall<Scalar> call{name_, Phase::FP, 0, ElementWise::initial_state, 0, {}, {}};
  for (const Tensor<Scalar>* tensor : state()) {
    call.elements += batch_ * hidden_;
    call.writes.add({tensor, start});
  }
  device_.vector(call, [&] {
    for (const Tensor<Scalar>* tensor : state()) std::fill_n(tensor->at(start), batch_ * hidden_, Scalar{0});
  });
}

template <class Scalar>
void RecurrentLayer<Scalar>::take_state(const RecurrentLayer& from) {
  const int start = before(first_step());
  const std::vector<const Tensor<Scalar>*> to = state(), source = from.state();
  VectorCall<Scalar> call{name_, Phase::FP, 0, ElementWise::initial_state, 0, {}, {}};
  for (std::size_t i = 0; i < to.size(); ++i) {
    call.elements += batch_ * hidden_;
    call.reads.add({source[i], from.last_step()});
    call.writes.add({to[i], start});
  }
  device_.vector(call, [&] {
    for (std::size_t i = 0; i < to.size(); ++i) {
      std::copy_n(source[i]->at(from.last_step()), batch_ * hidden_, to[i]->at(start));
    }
  });
}

template class RecurrentLayer<float>;
template class RecurrentLayer<double>;

}  // namespace skipgrid::models
