// One GRU layer over the T steps of an iteration, in the form that cuDNN and PyTorch compute: the reset gate acts on
// the recurrent product, not on its operand, so that the product does not wait for the gate.
#pragma once

#include <string>
#include <vector>

#include "models/cells/recurrent_layer.h"

namespace skipgrid::models {

/// Gates are [r z n], each H wide; sums of the input x and of the state s stay apart for n:
///   r = sigmoid(x_r + s_r),  z = sigmoid(x_z + s_z),  n = tanh(x_n + r s_n)
///   h[t] = (1 - z) n + z h[t-1]
template <class Scalar>
class GruLayer : public RecurrentLayer<Scalar> {
 public:
  static constexpr int kGates = 3;

  GruLayer(Device<Scalar>& device, std::string name, RecurrentShape shape);

  std::vector<const Tensor<Scalar>*> state() const override { return {&this->h_}; }
  StateGradient<Scalar> state_gradient() const override { return {&this->dh_, &this->dh_direct_, nullptr}; }
  /// W of each input, U, b_ih, b_hh.
  std::vector<Parameter<Scalar>> parameters() const override;

 private:
  void gates_forward(int step) override;
  void gates_backward(int step, const StateGradient<Scalar>* after) override;
  bool has_direct_gradient() const override { return true; }
  const Tensor<Scalar>& input_sums() const override { return gates_; }
  const Tensor<Scalar>& state_sums() const override { return state_gates_; }
  const Tensor<Scalar>& input_sum_gradients() const override { return dgates_; }
  const Tensor<Scalar>& state_sum_gradients() const override { return dstate_gates_; }
  void bias_gradients() override;
  void forward_kernel(int step);
  void backward_kernel(int step, const StateGradient<Scalar>* after);

  Tensor<Scalar> gates_, dgates_;              // sums of the inputs, then r, z, n
  Tensor<Scalar> state_gates_, dstate_gates_;  // sums of the state
  Tensor<Scalar> db_ih_, db_hh_;
};

extern template class GruLayer<float>;
extern template class GruLayer<double>;

}  // namespace skipgrid::models
