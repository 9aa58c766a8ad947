// What most layers begin with: an input, dropped out, times a weight, added to what the layer sums up.
#pragma once

#include <string>
#include <vector>

#include "models/device.h"
#include "models/parameter.h"

namespace skipgrid::models {

/// Where a layer reads an input, where it leaves the gradient, and what is dropped on the way.
template <class Scalar>
struct LayerInput {
  const Tensor<Scalar>* value;     ///< T x B x D
  const Tensor<Scalar>* gradient;  ///< T x B x D, overwritten; null: nobody asks for it
  const StepMasks* masks;
  /// The layer before has dropped it already: value holds what the masks left, and gradient is wanted in this form.
  bool dropped = false;
  int shift = 0;  ///< step t reads, and leaves the gradient of, slice t + shift: -1 for what the step before has left
};

/// A weight and its gradient; two layers that are given the same one share it.
template <class Scalar>
struct Weight {
  Tensor<Scalar> value, gradient;
};

/// Steps [first, first + count).
struct StepRange {
  int first = 0;
  int count = 1;
};

/// y[t] (+)= drop(x[t]) W, W: D x N, and its gradients. Which steps belong together is the layer's to say: those of one
/// call do not wait for one another. y_masks: what the layer drops of its own N neurons; y then is as GemmCall says.
template <class Scalar>
class InputProduct {
 public:
  struct Shape {
    int inputs, outputs;  ///< D, N
    int steps, batch;     ///< the most steps of an iteration, B
    bool drops = true;    ///< false: the input is never dropped here, which takes no room
  };
  /// op: what products are called, "x2h". Tensors are LAYER.W, LAYER.x_kept, ...; `suffix` tells a layer's inputs
  /// apart.
  InputProduct(Device<Scalar>& device, const std::string& layer, std::string op, const std::string& suffix,
               const Shape& shape);
  /// The same with a weight that is another layer's, too: D x N.
  InputProduct(Device<Scalar>& device, const std::string& layer, std::string op, const std::string& suffix,
               const Shape& shape, const Weight<Scalar>& shared);

  void forward(const LayerInput<Scalar>& in, const Tensor<Scalar>& y, StepRange steps, const SequenceLengths& lengths,
               bool accumulate, const StepMasks* y_masks = nullptr);
  /// Writes in.gradient at these steps.
  void data_gradient(const LayerInput<Scalar>& in, const Tensor<Scalar>& dy, StepRange steps,
                     const SequenceLengths& lengths, const StepMasks* y_masks = nullptr);
  void weight_gradient(const LayerInput<Scalar>& in, const Tensor<Scalar>& dy, StepRange steps,
                       const SequenceLengths& lengths, const StepMasks* y_masks = nullptr);

  Parameter<Scalar> parameter() const {
    return {layer_, weight_.value, weight_.gradient, nullptr, weight_.value.elements()};
  }

 private:
  /// x is `whole`, or what this product itself has kept of it.
  GemmCall<Scalar> call(traces::Phase phase, const LayerInput<Scalar>& in, const Tensor<Scalar>* whole,
                        const Tensor<Scalar>& kept, const Tensor<Scalar>& w, const Tensor<Scalar>& y, StepRange steps,
                        const SequenceLengths& lengths, const StepMasks* y_masks) const;
  /// Whether this product is the one that drops its input.
  static bool drops(const LayerInput<Scalar>& in) { return !in.masks->none() && !in.dropped; }

  Device<Scalar>& device_;
  std::string layer_, op_;
  Weight<Scalar> weight_;
  Tensor<Scalar> x_kept_, dx_kept_;  // input after dropout, and its gradient
};

extern template class InputProduct<float>;
extern template class InputProduct<double>;

}  // namespace skipgrid::models
