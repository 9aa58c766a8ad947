// Plain stochastic gradient descent with clipping of the gradient's norm over all parameters.
#pragma once

#include <vector>

#include "models/device.h"
#include "models/parameter.h"

namespace skipgrid::models {

struct SgdStep {
  double learning_rate = 1.0;
  double clip = 0.0;          ///< largest norm of the whole gradient; 0: no clipping
  double weight_decay = 0.0;  ///< added to the clipped gradient, times the weights that the gradient has
};

template <class Scalar>
class Sgd {
 public:
  Sgd(Device<Scalar>& device, std::vector<Parameter<Scalar>> parameters);

  /// The two halves of an update, one after the other.
  void update(const SgdStep& step) {
    measure();
    change(step);
  }
  /// Finds the gradient's norm, which change() needs. Changes nothing.
  void measure();
  void change(const SgdStep& step);
  /// Measured last, before clipping; not a finite number when some gradient is none.
  double gradient_norm() const;

 private:
  Device<Scalar>& device_;
  std::vector<Parameter<Scalar>> parameters_;
  Tensor<Scalar> norm_;
  double squares_ = 0.0;  // sum of squares over all gradients
};

extern template class Sgd<float>;
extern template class Sgd<double>;

}  // namespace skipgrid::models
