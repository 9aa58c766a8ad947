// What Merity et al. (2017, "Revisiting Activation Regularization") add to the loss of a language model: large outputs,
// and outputs that change quickly, cost something.
#pragma once

#include <string>

#include "models/device.h"

namespace skipgrid::models {

struct ActivationPenaltyRates {
  double size = 0.0;    ///< alpha: of the squares of what is left after dropout
  double change = 0.0;  ///< beta: of the squares of differences between steps, before dropout

  bool any() const { return size > 0.0 || change > 0.0; }
};

/// Of T x B x H outputs h under masks m, the mean over what there is, times T as the loss is a sum over time:
///   size T mean((m h)^2) + change T mean((h[t] - h[t-1])^2), the latter from the second step on
/// Its gradient is element-wise work, recorded as a sum of gradients.
template <class Scalar>
class ActivationPenalty {
 public:
  ActivationPenalty(Device<Scalar>& device, std::string layer, const ActivationPenaltyRates& rates);

  /// Adds the gradient at steps [0, steps) to `gradient`; leaves value().
  void backward(const Tensor<Scalar>& h, const Tensor<Scalar>& gradient, const StepMasks& masks, int steps);
  /// After backward(): what the gradient is of.
  double value() const { return value_; }

 private:
  void backward_at(int step, int steps, const Tensor<Scalar>& h, const Tensor<Scalar>& gradient,
                   const StepMasks& masks);

  Device<Scalar>& device_;
  std::string layer_;
  ActivationPenaltyRates rates_;
  double value_ = 0.0;
};

extern template class ActivationPenalty<float>;
extern template class ActivationPenalty<double>;

}  // namespace skipgrid::models
