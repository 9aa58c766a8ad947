#include "models/network/network.h"

#include <utility>

namespace skipgrid::models {

template <class Scalar>
Network<Scalar>::Network(Device<Scalar>& device, const NetworkConfig& config) {
  Builder<Scalar> builder(device, config);
  for (const LayerConfig& layer : config.layers) {
    layers_.push_back(make_layer(builder, layer, layer.kind));
    builder.add(layer.name, *layers_.back());
  }
}

template <class Scalar>
void Network<Scalar>::begin(const Batch& batch, MaskDrawer& masks) {
  for (const auto& layer : layers_) layer->begin(batch, masks);
}

template <class Scalar>
void Network<Scalar>::forward(const Batch& batch) {
  for (const auto& layer : layers_) layer->forward(batch);
}

template <class Scalar>
void Network<Scalar>::backward(const Batch& batch) {
  for (auto layer = layers_.rbegin(); layer != layers_.rend(); ++layer) {
    if (Output<Scalar>* output = (*layer)->output(); output != nullptr) {
      output->sum_gradients(batch.streams[static_cast<std::size_t>(output->stream())].lengths.steps);
    }
    (*layer)->backward(batch);
  }
}

template <class Scalar>
void Network<Scalar>::carry_state() {
  for (const auto& layer : layers_) layer->carry_state();
}

template <class Scalar>
std::vector<Tensor<Scalar>> Network<Scalar>::carried() const {
  std::vector<Tensor<Scalar>> all;
  for (const auto& layer : layers_) {
    const std::vector<Tensor<Scalar>> more = layer->carried();
    all.insert(all.end(), more.begin(), more.end());
  }
  return all;
}

template <class Scalar>
double Network<Scalar>::log_loss() const {
  double sum = 0.0;
  for (const auto& layer : layers_) sum += layer->log_loss();
  return sum;
}

template <class Scalar>
double Network<Scalar>::penalty() const {
  double sum = 0.0;
  for (const auto& layer : layers_) sum += layer->penalty();
  return sum;
}

template <class Scalar>
std::vector<Parameter<Scalar>> Network<Scalar>::parameters() const {
  std::vector<Parameter<Scalar>> all;
  for (const auto& layer : layers_) {
    const std::vector<Parameter<Scalar>> more = layer->parameters();
    all.insert(all.end(), more.begin(), more.end());
  }
  return all;
}

template class Network<float>;
template class Network<double>;

}  // namespace skipgrid::models
