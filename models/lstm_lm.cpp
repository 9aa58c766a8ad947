#include "models/lstm_lm.h"

#include <string>

namespace skipgrid::models {

template <class Scalar>
LstmLm<Scalar>::LstmLm(Device<Scalar>& device, const LstmLmConfig& config, double loss_divisor)
    : config_(config),
      embedding_(device, config.vocabulary, config.embedding, config.steps, config.batch),
      projection_(device, config.hidden, config.vocabulary, config.steps, config.batch, loss_divisor) {
  for (int k = 0; k < config.layers; ++k) {
    const int inputs = k == 0 ? config.embedding : config.hidden;
    layers_.push_back(std::make_unique<LstmLayer<Scalar>>(device, "lstm" + std::to_string(k), inputs, config.hidden,
                                                          config.steps, config.batch));
  }
}

template <class Scalar>
const Tensor<Scalar>& LstmLm<Scalar>::input_of(int layer) const {
  return layer == 0 ? embedding_.output() : this->layer(layer - 1).h();
}

template <class Scalar>
const Tensor<Scalar>& LstmLm<Scalar>::input_gradient_of(int layer) const {
  return layer == 0 ? embedding_.output_gradient() : this->layer(layer - 1).output_gradient();
}

template <class Scalar>
void LstmLm<Scalar>::forward(const TokenBatch& tokens, const IterationMasks& masks) {
  embedding_.forward(tokens.inputs);
  for (int k = 0; k < config_.layers; ++k) {
    layers_[static_cast<std::size_t>(k)]->forward(input_of(k), masks.nr(k), masks.rh(k));
  }
  projection_.forward(input_of(config_.layers), masks.nr(config_.layers), tokens.targets);
}

template <class Scalar>
void LstmLm<Scalar>::backward(const TokenBatch& tokens, const IterationMasks& masks) {
  projection_.backward(input_of(config_.layers), input_gradient_of(config_.layers), masks.nr(config_.layers));
  for (int k = config_.layers - 1; k >= 0; --k) {
    layers_[static_cast<std::size_t>(k)]->backward(input_of(k), input_gradient_of(k), masks.nr(k), masks.rh(k));
  }
  embedding_.backward(tokens.inputs);
}

template <class Scalar>
void LstmLm<Scalar>::carry_state() {
  for (const auto& layer : layers_) layer->carry_state();
}

template <class Scalar>
std::vector<Parameter<Scalar>> LstmLm<Scalar>::parameters() const {
  std::vector<Parameter<Scalar>> all{embedding_.parameter()};
  const auto append = [&](const std::vector<Parameter<Scalar>>& more) {
    all.insert(all.end(), more.begin(), more.end());
  };
  for (const auto& layer : layers_) append(layer->parameters());
  append(projection_.parameters());
  return all;
}

template class LstmLm<float>;
template class LstmLm<double>;

}  // namespace skipgrid::models
