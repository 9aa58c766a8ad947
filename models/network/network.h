// A network of layers on a device: what a workload file describes, trained or traced.
#pragma once

#include <memory>
#include <vector>

#include "models/layers/layer.h"
#include "models/network/network_config.h"

namespace skipgrid::models {

template <class Scalar>
class Network {
 public:
  Network(Device<Scalar>& device, const NetworkConfig& config);

  /// Lengths of the batch and masks of the iteration: before forward().
  void begin(const Batch& batch, MaskDrawer& masks);
  void forward(const Batch& batch);
  /// After forward() with the same batch: leaves all gradients.
  void backward(const Batch& batch);
  /// The next iteration continues where this one ended, in layers that carry their state.
  void carry_state();
  /// The state that an iteration begins with, of these layers: matrices to be saved, restored, or set to zero where a
  /// text begins.
  std::vector<Tensor<Scalar>> carried() const;

  /// Of the last forward(): sum over its tokens of -log p.
  double log_loss() const;
  /// Of the last backward(): what the gradients are of besides the loss.
  double penalty() const;
  std::vector<Parameter<Scalar>> parameters() const;
  Layer<Scalar>& layer(std::size_t index) const { return *layers_[index]; }

 private:
  std::vector<std::unique_ptr<Layer<Scalar>>> layers_;
};

extern template class Network<float>;
extern template class Network<double>;

}  // namespace skipgrid::models
