// One LSTM layer over the T steps of an iteration: forward, data gradient and weight gradient.
#pragma once

#include <string>
#include <vector>

#include "models/cells/recurrent_layer.h"

namespace skipgrid::models {

/// Gates are [i f g o], each H wide, already summed over input and state:
///   c[t] = f c[t-1] + i g,  h[t] = o tanh(c[t])
template <class Scalar>
class LstmLayer : public RecurrentLayer<Scalar> {
 public:
  static constexpr int kGates = 4;

  LstmLayer(Device<Scalar>& device, std::string name, RecurrentShape shape);

  const Tensor<Scalar>& c() const { return c_; }  ///< T x B x H, and the state before
  std::vector<const Tensor<Scalar>*> state() const override { return {&this->h_, &c_}; }
  StateGradient<Scalar> state_gradient() const override {
    return {&this->dh_, this->has_direct_gradient() ? &this->dh_direct_ : nullptr, &dc_};
  }
  /// W of each input, U, b_ih, b_hh.
  std::vector<Parameter<Scalar>> parameters() const override;

 private:
  void gates_forward(int step) override;
  void gates_backward(int step, const StateGradient<Scalar>* after) override;
  const Tensor<Scalar>& input_sums() const override { return gates_; }
  const Tensor<Scalar>& state_sums() const override { return gates_; }
  const Tensor<Scalar>& input_sum_gradients() const override { return dgates_; }
  const Tensor<Scalar>& state_sum_gradients() const override { return dgates_; }
  void bias_gradients() override { this->bias_gradient(dgates_, db_); }
  /// Samples that a thread takes at least.
  std::int64_t grain() const;
  void backward_kernel(int step, const StateGradient<Scalar>* after);

  Tensor<Scalar> c_, gates_, dgates_, db_;
  Tensor<Scalar> dc_;  // from the step after, B x H
};

extern template class LstmLayer<float>;
extern template class LstmLayer<double>;

}  // namespace skipgrid::models
