// What a layer of neurons makes of its sums: bias, activation, and dropout of its own output in the same pass.
#pragma once

#include <string>

#include "models/device.h"
#include "models/parameter.h"
#include "traces/json/json_object.h"

namespace skipgrid::models {

enum class Activation : std::uint8_t { none, tanh, relu };
std::string_view to_string(Activation activation);
/// "activation", where it is given. Throws InputError.
Activation read_activation(JsonObject& fields, Activation otherwise);

/// y[t] = drop(f(sums[t] + b)), b: 1 x N, and the way back. Rows are the samples of a batch, or the pixels of each of
/// its pictures. Masks are over the N neurons, and sums, y and gradients are stored under them as GemmCall says.
template <class Scalar>
class BiasActivation {
 public:
  BiasActivation(Device<Scalar>& device, std::string layer, Activation activation, int width, int batch);

  /// y may be the sums' storage.
  void forward(const Tensor<Scalar>& sums, const Tensor<Scalar>& y, int step, const StepMasks& masks);
  /// Whether the gradient of y is not that of the sums as it is.
  bool changes_gradient(const StepMasks& masks) const { return activation_ != Activation::none || !masks.none(); }
  /// dsums may be dy's storage. Only where it changes the gradient.
  void backward(const Tensor<Scalar>& dy, const Tensor<Scalar>& y, const Tensor<Scalar>& dsums, int step,
                const StepMasks& masks);
  /// Of the steps [0, steps).
  void weight_gradient(const Tensor<Scalar>& dsums, int steps, const StepMasks& masks);

  Parameter<Scalar> parameter() const { return {layer_, b_, db_, nullptr, b_.elements()}; }

 private:
  /// Calls visit(element, neuron, scale) for everything that a step has in store: scale is zero where dropped.
  template <class Visit>
  void for_each(const Tensor<Scalar>& tensor, int step, const StepMasks& masks, const Visit& visit) const;

  Device<Scalar>& device_;
  std::string layer_;
  Activation activation_;
  std::int64_t batch_;
  Tensor<Scalar> b_, db_;
};

extern template class BiasActivation<float>;
extern template class BiasActivation<double>;

}  // namespace skipgrid::models
