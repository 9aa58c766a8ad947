// The gradient of what a layer adds to every row.
#pragma once

#include <string_view>

#include "models/device.h"

namespace skipgrid::models {

/// bias[j] = sum of gradients[t][b][j] over steps [0, steps). bias: 1 x N, gradients: T x B x N, under masks over N as
/// GemmCall says.
template <class Scalar>
void bias_gradient(Device<Scalar>& device, std::string_view layer, const Tensor<Scalar>& gradients, int steps,
                   const Tensor<Scalar>& bias, const StepMasks& masks = {});

}  // namespace skipgrid::models
