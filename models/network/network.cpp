#include "models/network/network.h"

#include <utility>

namespace skipgrid::models {

namespace {

template <class Scalar>
std::unique_ptr<Layer<Scalar>> make(Builder<Scalar>& builder, const LayerConfig& layer, const EmbeddingConfig& kind) {
  return std::make_unique<EmbeddingLayer<Scalar>>(builder, layer.name, kind);
}

template <class Scalar>
std::unique_ptr<Layer<Scalar>> make(Builder<Scalar>& builder, const LayerConfig& layer, const RecurrentConfig& kind) {
  return std::make_unique<RecurrentStack<Scalar>>(builder, layer.name, kind, layer.inputs, layer.stream);
}

template <class Scalar>
std::unique_ptr<Layer<Scalar>> make(Builder<Scalar>& builder, const LayerConfig& layer, const LinearConfig& kind) {
  return std::make_unique<LinearLayer<Scalar>>(builder, layer.name, kind, layer.inputs, layer.stream);
}

template <class Scalar>
std::unique_ptr<Layer<Scalar>> make(Builder<Scalar>& builder, const LayerConfig& layer,
                                    const AttentionDecoderConfig& kind) {
  return std::make_unique<AttentionDecoder<Scalar>>(builder, layer.name, kind, layer.inputs, layer.stream);
}

template <class Scalar>
std::unique_ptr<Layer<Scalar>> make(Builder<Scalar>& builder, const LayerConfig& layer, const CharactersConfig& kind) {
  return std::make_unique<CharactersLayer<Scalar>>(builder, layer.name, kind, layer.stream);
}

template <class Scalar>
std::unique_ptr<Layer<Scalar>> make(Builder<Scalar>& builder, const LayerConfig& layer, const CrfConfig&) {
  return std::make_unique<CrfLayer<Scalar>>(builder, layer.name, layer.inputs, layer.stream);
}

template <class Scalar>
std::unique_ptr<Layer<Scalar>> make(Builder<Scalar>& builder, const LayerConfig& layer, const InputConfig& kind) {
  return std::make_unique<InputLayer<Scalar>>(builder, layer.name, kind);
}

template <class Scalar>
std::unique_ptr<Layer<Scalar>> make(Builder<Scalar>& builder, const LayerConfig& layer, const Conv2dConfig& kind) {
  return std::make_unique<Conv2dLayer<Scalar>>(builder, layer.name, kind, layer.inputs, layer.stream);
}

template <class Scalar>
std::unique_ptr<Layer<Scalar>> make(Builder<Scalar>& builder, const LayerConfig& layer, const SoftmaxConfig& kind) {
  return std::make_unique<SoftmaxLayer<Scalar>>(builder, layer.name, kind, layer.inputs, layer.stream);
}

}  // namespace

template <class Scalar>
Network<Scalar>::Network(Device<Scalar>& device, const NetworkConfig& config) {
  Builder<Scalar> builder(device, config);
  for (const LayerConfig& layer : config.layers) {
    layers_.push_back(std::visit([&](const auto& kind) { return make(builder, layer, kind); }, layer.kind));
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
double Network<Scalar>::log_loss() const {
  double sum = 0.0;
  for (const auto& layer : layers_) sum += layer->log_loss();
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
