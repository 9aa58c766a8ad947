// Scores for every word of a vocabulary, or every class, softmax and cross-entropy.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "models/device.h"
#include "models/operations/input_product.h"
#include "models/parameter.h"

namespace skipgrid::models {

struct ProjectionShape {
  int hidden = 1;      ///< H
  int vocabulary = 2;  ///< V
  int steps = 1;       ///< T, at most
  int batch = 1;       ///< B
  std::string name;
};

/// scores[t] = x[t] W + b, W: H x V; loss = sum over t and b of -log softmax(scores)[target] / loss_divisor.
/// A target below zero is no token: it counts for nothing.
template <class Scalar>
class Projection {
 public:
  /// tied: a weight that is an embedding's table, too, H x V.
  Projection(Device<Scalar>& device, const ProjectionShape& shape, double loss_divisor,
             const std::optional<Weight<Scalar>>& tied = std::nullopt);

  /// The lengths of the coming iteration; without a call all samples have all steps.
  void set_lengths(const SequenceLengths& lengths) { lengths_ = lengths; }
  /// Targets are [T x B], null on devices without numbers.
  void forward(const LayerInput<Scalar>& in, const std::int32_t* targets);
  /// Of one step, without targets: leaves log softmax(scores), which it returns, B x V. Only where there are numbers.
  const Scalar* log_probabilities(const LayerInput<Scalar>& in, int step);
  /// Writes the weights' gradients and in.gradient.
  void backward(const LayerInput<Scalar>& in);

  /// Of the last forward(): the sum over all tokens of -log p(target), not divided.
  double log_loss() const;
  /// W, unless it is another's too, and b.
  std::vector<Parameter<Scalar>> parameters() const;

 private:
  Device<Scalar>& device_;
  std::string name_;
  SequenceLengths lengths_;
  std::int64_t batch_, vocabulary_;
  double loss_divisor_;
  bool tied_;
  InputProduct<Scalar> product_;
  Tensor<Scalar> b_, db_;
  Tensor<Scalar> scores_, dscores_;  // one storage: the gradient takes the place of the scores
  Tensor<Scalar> loss_;
  std::vector<double> log_loss_;     // one a step
  std::vector<double> sample_loss_;  // of the step at work
};

extern template class Projection<float>;
extern template class Projection<double>;

}  // namespace skipgrid::models
