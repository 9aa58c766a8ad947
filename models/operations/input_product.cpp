#include "models/operations/input_product.h"

#include <utility>

#include "models/operations/dropout.h"

namespace skipgrid::models {

using traces::Phase;

template <class Scalar>
InputProduct<Scalar>::InputProduct(Device<Scalar>& device, const std::string& layer, std::string op,
                                   const std::string& suffix, const Shape& shape)
    : InputProduct(device, layer, std::move(op), suffix, shape,
                   Weight<Scalar>{device.matrix(layer + ".W" + suffix, shape.inputs, shape.outputs),
                                  device.matrix(layer + ".dW" + suffix, shape.inputs, shape.outputs)}) {}

template <class Scalar>
InputProduct<Scalar>::InputProduct(Device<Scalar>& device, const std::string& layer, std::string op,
                                   const std::string& suffix, const Shape& shape, const Weight<Scalar>& shared)
    : device_(device), layer_(layer), op_(std::move(op)), weight_(shared) {
  if (!shape.drops) return;
  x_kept_ = device.sequence(layer + ".x_kept" + suffix, shape.steps, shape.batch, shape.inputs);
  dx_kept_ = device.sequence(layer + ".dx_kept" + suffix, shape.steps, shape.batch, shape.inputs);
}

template <class Scalar>
GemmCall<Scalar> InputProduct<Scalar>::call(Phase phase, const LayerInput<Scalar>& in, const Tensor<Scalar>* whole,
                                            const Tensor<Scalar>& kept, const Tensor<Scalar>& w,
                                            const Tensor<Scalar>& y, StepRange steps, const SequenceLengths& lengths,
                                            const StepMasks* y_masks) const {
  GemmCall<Scalar> call{layer_, op_, phase, drops(in) ? &kept : whole, &w, &y, in.masks, steps.first, steps.count};
  call.x_shift = drops(in) ? 0 : in.shift;
  call.lengths = &lengths;
  call.y_masks = y_masks;
  return call;
}

template <class Scalar>
void InputProduct<Scalar>::forward(const LayerInput<Scalar>& in, const Tensor<Scalar>& y, StepRange steps,
                                   const SequenceLengths& lengths, bool accumulate, const StepMasks* y_masks) {
  if (drops(in)) {
    for (int t = steps.first; t < steps.first + steps.count; ++t) {
      dropout_forward(device_, {layer_, Phase::FP, t}, *in.masks, *in.value, t + in.shift, x_kept_);
    }
  }
  GemmCall<Scalar> product = call(Phase::FP, in, in.value, x_kept_, weight_.value, y, steps, lengths, y_masks);
  product.accumulate = accumulate;
  device_.gemm(product);
}

template <class Scalar>
void InputProduct<Scalar>::data_gradient(const LayerInput<Scalar>& in, const Tensor<Scalar>& dy, StepRange steps,
                                         const SequenceLengths& lengths, const StepMasks* y_masks) {
  if (in.gradient == nullptr) return;
  device_.gemm(call(Phase::BP, in, in.gradient, dx_kept_, weight_.value, dy, steps, lengths, y_masks));
  if (!drops(in)) return;
  for (int t = steps.first; t < steps.first + steps.count; ++t) {
    dropout_backward(device_, {layer_, Phase::BP, t}, *in.masks, dx_kept_, *in.gradient, t + in.shift);
  }
}

template <class Scalar>
void InputProduct<Scalar>::weight_gradient(const LayerInput<Scalar>& in, const Tensor<Scalar>& dy, StepRange steps,
                                           const SequenceLengths& lengths, const StepMasks* y_masks) {
  device_.gemm(call(Phase::WG, in, in.value, x_kept_, weight_.gradient, dy, steps, lengths, y_masks));
}

template class InputProduct<float>;
template class InputProduct<double>;

}  // namespace skipgrid::models
