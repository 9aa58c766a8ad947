// The last layer of a language model: scores for every word of the vocabulary, softmax and cross-entropy.
#pragma once

#include <cstdint>
#include <vector>

#include "models/device.h"
#include "models/parameter.h"

namespace skipgrid::models {

/// scores[t] = x[t] W + b, W: H x V; loss = sum over t and b of -log softmax(scores)[target] / loss_divisor.
template <class Scalar>
class Projection {
 public:
  Projection(Device<Scalar>& device, int hidden, int vocabulary, int steps, int batch, double loss_divisor);

  /// Reads in[t] under the masks. Targets are [T x B], null on devices without numbers.
  void forward(const Tensor<Scalar>& in, const StepMasks& masks, const std::int32_t* targets);
  /// Writes the weights' gradients and in_gradient.
  void backward(const Tensor<Scalar>& in, const Tensor<Scalar>& in_gradient, const StepMasks& masks);

  /// Of the last forward(): the sum over all tokens of -log p(target), not divided.
  double log_loss() const;
  double loss_divisor() const { return loss_divisor_; }
  std::vector<Parameter<Scalar>> parameters() const;

 private:
  Device<Scalar>& device_;
  int steps_;
  std::int64_t batch_, vocabulary_;
  double loss_divisor_;
  Tensor<Scalar> w_, b_, dw_, db_;
  Tensor<Scalar> x_kept_, dx_kept_;
  Tensor<Scalar> scores_, dscores_;  // one storage: the gradient takes the place of the scores
  Tensor<Scalar> loss_;
  std::vector<double> log_loss_;  // one a step
};

extern template class Projection<float>;
extern template class Projection<double>;

}  // namespace skipgrid::models
