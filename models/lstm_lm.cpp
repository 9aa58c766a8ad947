#include "models/lstm_lm.h"

#include <string>

namespace skipgrid::models {

template <class Scalar>
LstmLm<Scalar>::LstmLm(Device<Scalar>& device, const LstmLmConfig& config, double loss_divisor)
    : config_(config),
      embedding_(device, {config.vocabulary, config.embedding, config.steps, config.batch}),
      projection_(device, {config.hidden, config.vocabulary, config.steps, config.batch}, loss_divisor) {
  for (int k = 0; k < config.layers; ++k) {
    const int inputs = k == 0 ? config.embedding : config.hidden;
    layers_.push_back(std::make_unique<LstmLayer<Scalar>>(
        device, "lstm" + std::to_string(k), RecurrentShape{{inputs}, config.hidden, config.steps, config.batch}));
  }
}

template <class Scalar>
LayerInput<Scalar> LstmLm<Scalar>::input(int layer, const IterationMasks& masks) const {
  if (layer == 0) return {&embedding_.output(), &embedding_.output_gradient(), &masks.nr(0)};
  const LstmLayer<Scalar>& below = this->layer(layer - 1);
  return {&below.h(), &below.output_gradient(), &masks.nr(layer)};
}

template <class Scalar>
void LstmLm<Scalar>::forward(const TokenBatch& tokens, const IterationMasks& masks) {
  embedding_.forward(tokens.inputs);
  for (int k = 0; k < config_.layers; ++k) {
    layers_[static_cast<std::size_t>(k)]->forward({input(k, masks)}, masks.rh(k));
  }
  projection_.forward(input(config_.layers, masks), tokens.targets);
}

template <class Scalar>
void LstmLm<Scalar>::backward(const TokenBatch& tokens, const IterationMasks& masks) {
  projection_.backward(input(config_.layers, masks));
  for (int k = config_.layers - 1; k >= 0; --k) {
    layers_[static_cast<std::size_t>(k)]->backward({input(k, masks)}, masks.rh(k));
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
