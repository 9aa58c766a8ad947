// Plain stochastic gradient descent with clipping of the gradient's norm over all parameters.
#pragma once

#include <vector>

#include "models/device.h"
#include "models/parameter.h"

namespace skipgrid::models {

struct SgdStep {
  double learning_rate = 1.0;
  double clip = 0.0;  ///< largest norm of the whole gradient; 0: no clipping
};

template <class Scalar>
class Sgd {
 public:
  Sgd(Device<Scalar>& device, std::vector<Parameter<Scalar>> parameters);

  void update(const SgdStep& step);
  /// Of the last update, before clipping.
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
