// Dropout on one connection: forward scales what is kept (and compacts it under structured masks), backward undoes it.
#pragma once

#include <string>

#include "models/device.h"

namespace skipgrid::models {

/// Where in the model an operation belongs, for the trace.
struct Place {
  std::string_view layer;
  traces::Phase phase;
  int step;
};

/// kept[step] = scale * mask * source[source_step], stored as GemmCall says.
template <class Scalar>
void dropout_forward(Device<Scalar>& device, const Place& place, const StepMasks& masks, const Tensor<Scalar>& source,
                     int source_step, const Tensor<Scalar>& kept);

/// target[target_step] = scale * mask * kept[step], dense: zero where dropped.
template <class Scalar>
void dropout_backward(Device<Scalar>& device, const Place& place, const StepMasks& masks, const Tensor<Scalar>& kept,
                      const Tensor<Scalar>& target, int target_step);

}  // namespace skipgrid::models
