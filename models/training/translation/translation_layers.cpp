#include "models/training/translation/translation_layers.h"

#include <algorithm>

#include "traces/input_error.h"

namespace skipgrid::models {

namespace {

bool is_decoder(const LayerConfig& layer) { return std::holds_alternative<AttentionDecoderConfig>(layer.kind); }

/// The only layer that `layer` reads. Requires that there are layers before it.
std::size_t read_by(const NetworkConfig& config, const LayerConfig& layer) {
  const auto found = std::find_if(config.layers.begin(), config.layers.end(), [&](const LayerConfig& before) {
    return layer.inputs.size() == 1 && before.name == layer.inputs.front();
  });
  return static_cast<std::size_t>(found - config.layers.begin());
}

template <class Kind>
const Kind* kind_at(const NetworkConfig& config, std::size_t layer) {
  return layer < config.layers.size() ? std::get_if<Kind>(&config.layers[layer].kind) : nullptr;
}

bool fits(const NetworkConfig& config, const TranslationLayers& layers) {
  const auto* source = kind_at<EmbeddingConfig>(config, layers.source);
  const auto* target = kind_at<EmbeddingConfig>(config, layers.target);
  const auto* generator = kind_at<SoftmaxConfig>(config, layers.generator);
  return config.layers.size() == 5 && source != nullptr && target != nullptr && generator != nullptr &&
         layers.source != layers.target && read_by(config, config.layers[layers.generator]) == layers.decoder &&
         generator->classes == target->vocabulary;
}

}  // namespace

bool translates(const NetworkConfig& config) {
  return std::any_of(config.layers.begin(), config.layers.end(), is_decoder);
}

TranslationLayers translation_layers(const NetworkConfig& config, const std::string& place) {
  const auto decoder = std::find_if(config.layers.begin(), config.layers.end(), is_decoder);
  const std::string& memory = std::get<AttentionDecoderConfig>(decoder->kind).memory;
  const auto encoder = std::find_if(config.layers.begin(), config.layers.end(),
                                    [&](const LayerConfig& layer) { return layer.name == memory; });
  const auto index = [&](auto layer) { return static_cast<std::size_t>(layer - config.layers.begin()); };
  const TranslationLayers layers{read_by(config, *encoder), index(encoder), read_by(config, *decoder), index(decoder),
                                 config.layers.size() - 1};
  if (!fits(config, layers)) {
    throw InputError(place + "/layers",
                     "expected a translation model: an embedding of the source, an encoder, an embedding of the "
                     "target, an attention_decoder, and a softmax over as many classes as there are target words");
  }
  const std::size_t source = config.layers[layers.source].stream, target = config.layers[layers.target].stream;
  if (config.lengths.streams.size() != 2 || source == target) {
    throw InputError(place + "/layers", "expected two streams of tokens, one for each embedding");
  }
  return layers;
}

}  // namespace skipgrid::models
