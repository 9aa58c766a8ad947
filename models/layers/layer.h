// A layer of a network, whatever it computes.
#pragma once

#include <vector>

#include "models/network/batch.h"
#include "models/network/output.h"
#include "models/parameter.h"
#include "models/step_masks.h"

namespace skipgrid::models {

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

  virtual std::vector<Parameter<Scalar>> parameters() const { return {}; }
  /// Null for a layer that ends in a loss.
  virtual Output<Scalar>* output() { return nullptr; }
  /// Of the last forward(), for a layer that ends in a loss: the sum over its tokens of -log p.
  virtual double log_loss() const { return 0.0; }
};

}  // namespace skipgrid::models
