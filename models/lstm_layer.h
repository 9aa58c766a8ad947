// One LSTM layer over the T steps of an iteration: forward, data gradient and weight gradient.
#pragma once

#include <string>
#include <vector>

#include "models/device.h"
#include "models/parameter.h"

namespace skipgrid::models {

/// Shapes: D inputs, H hidden, B batch, T steps; gates are [i f g o], each H wide.
///   gates[t] = x[t] W + h[t-1] U + b_ih + b_hh      W: D x 4H, U: H x 4H
///   c[t] = f c[t-1] + i g,  h[t] = o tanh(c[t])
template <class Scalar>
class LstmLayer {
 public:
  LstmLayer(Device<Scalar>& device, std::string name, int inputs, int hidden, int steps, int batch);

  /// Reads in[t] under the masks nr; leaves h() and all that backward needs.
  void forward(const Tensor<Scalar>& in, const StepMasks& nr, const StepMasks& rh);
  /// Reads output_gradient(), writes the gradients of the weights and `in_gradient` (of in). Truncated: nothing goes
  /// back to the state before step 0.
  void backward(const Tensor<Scalar>& in, const Tensor<Scalar>& in_gradient, const StepMasks& nr, const StepMasks& rh);
  /// h and c of the last step become the state before step 0.
  void carry_state();

  const Tensor<Scalar>& h() const { return h_; }  ///< [-1, T) x B x H
  const Tensor<Scalar>& c() const { return c_; }  ///< [-1, T) x B x H
  const Tensor<Scalar>& output_gradient() const { return dh_above_; }
  std::vector<Parameter<Scalar>> parameters() const;

 private:
  void step_forward(int step, const StepMasks& rh);
  void step_backward(int step, const StepMasks& rh);
  void gates_forward(int step);
  void gates_backward(int step);
  GemmCall<Scalar> x2h(traces::Phase phase, const Tensor<Scalar>& x, const Tensor<Scalar>& w, const Tensor<Scalar>& y,
                       const StepMasks& nr) const;
  GemmCall<Scalar> h2h(traces::Phase phase, const Tensor<Scalar>& x, const Tensor<Scalar>& w, const Tensor<Scalar>& y,
                       const StepMasks& rh) const;

  Device<Scalar>& device_;
  std::string name_;
  int steps_;
  std::int64_t batch_, hidden_;
  Tensor<Scalar> w_, u_, b_ih_, b_hh_;
  Tensor<Scalar> dw_, du_, db_;
  Tensor<Scalar> h_, c_, gates_, dgates_;
  Tensor<Scalar> x_kept_, h_kept_;    // inputs after dropout
  Tensor<Scalar> dx_kept_, dh_kept_;  // their gradients
  Tensor<Scalar> dh_above_;           // from the layer above, T x B x H
  Tensor<Scalar> dh_, dc_;            // from the step after, B x H
};

extern template class LstmLayer<float>;
extern template class LstmLayer<double>;

}  // namespace skipgrid::models
