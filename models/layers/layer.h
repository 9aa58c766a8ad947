// A layer of a network, whatever it computes.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "models/network/batch.h"
#include "models/network/output.h"
#include "models/parameter.h"
#include "models/step_masks.h"

namespace skipgrid::models {

/// Where a layer stands in its network.
struct LayerPlace {
  std::string name;
  std::vector<std::string> inputs;  ///< names of layers before it
  std::size_t stream = 0;           ///< whose steps it has
};

/// What a network has to know of a kind of layer: the config of a kind, whose layers are of class Made, inherits it and
/// hides what it says otherwise. It has kTypes besides, the values of "type" that mean it.
template <template <class> class Made>
struct LayerTraits {
  template <class Scalar>
  using LayerClass = Made<Scalar>;
  static constexpr bool kFromOutside = false;    ///< reads no layer, but what the batch holds
  static constexpr bool kReadsDropped = false;   ///< can read a layer that drops its own output
  static constexpr bool kReadsConstants = true;  ///< can read what nobody asks a gradient of
};

/// An iteration is begin() of all layers in order, forward() in order, backward() in reverse.
template <class Scalar>
class Layer {
 public:
  virtual ~Layer() = default;

  /// Takes the lengths of the coming batch and draws the masks of the iteration.
  virtual void begin(const Batch& batch, MaskDrawer& masks) = 0;
  /// Reads its inputs' values; leaves its output's, and all that backward() needs.
  virtual void forward(const Batch& batch) = 0;
  /// Reads the gradient of its output; leaves those of its weights and of its inputs.
  virtual void backward(const Batch& batch) = 0;
  /// The state after the last step becomes the state before the next iteration's first, where the layer carries it.
  virtual void carry_state() {}
  /// That state as an iteration begins with it, a matrix each; none where the layer carries none.
  virtual std::vector<Tensor<Scalar>> carried() const { return {}; }

  virtual std::vector<Parameter<Scalar>> parameters() const { return {}; }
  /// Null for a layer that ends in a loss.
  virtual Output<Scalar>* output() { return nullptr; }
  /// Of the last forward(), for a layer that ends in a loss: the sum over its tokens of -log p.
  virtual double log_loss() const { return 0.0; }
  /// Of the last backward(): what its gradients are of besides, which is no part of how well the model does.
  virtual double penalty() const { return 0.0; }
};

}  // namespace skipgrid::models
