#include "models/layers/embedding_layer.h"

#include <nlohmann/json.hpp>

#include "models/limits.h"
#include "traces/input_error.h"

namespace skipgrid::models {

void read(JsonObject& fields, EmbeddingConfig& config) {
  config.vocabulary = static_cast<int>(fields.integer("vocabulary", 2, kMaxVocabulary));
  config.width = static_cast<int>(fields.integer("width", 1, kMaxWidth));
  if (fields.has("tokens")) config.tokens = fields.text("tokens");
  config.words = read_rate(fields, "drop_words", config.words);
}

void write(const EmbeddingConfig& config, nlohmann::json& json) {
  json["vocabulary"] = config.vocabulary;
  json["width"] = config.width;
  if (!config.tokens.empty()) json["tokens"] = config.tokens;
  json["drop_words"] = to_json(config.words);
}

Signal signal_of(const EmbeddingConfig& config, const std::vector<Signal>& inputs, const LengthsConfig& lengths,
                 const std::string& place) {
  if (!inputs.empty()) throw InputError(place + "/input", "an embedding reads tokens, not a layer");
  return {{config.width}, stream_of(config.tokens, lengths, place)};
}

template <class Scalar>
EmbeddingLayer<Scalar>::EmbeddingLayer(Builder<Scalar>& builder, const LayerPlace& place, const EmbeddingConfig& config)
    : config_(config),
      stream_(config.tokens.empty() ? 0 : builder.config().lengths.stream(config.tokens)),
      // Numbered among the embeddings, so that layers above have the same masks with and without dropped words.
      mask_layer_(static_cast<int>(stream_)),
      embedding_(builder.device(), {config.vocabulary, config.width, builder.config().lengths.steps,
                                    builder.config().batch, place.name, config.tied}),
      output_(builder.device(), place.name, static_cast<int>(stream_),
              {{&embedding_.output(), &embedding_.output_gradient()}}) {}

template <class Scalar>
void EmbeddingLayer<Scalar>::begin(const Batch& batch, MaskDrawer& masks) {
  embedding_.set_lengths(batch.streams[stream_].lengths);
  const double rate = config_.words.in(masks.config());
  if (rate > 0.0) embedding_.set_word_masks(masks.draw_words(mask_layer_, rate, config_.vocabulary));
}

template class EmbeddingLayer<float>;
template class EmbeddingLayer<double>;

}  // namespace skipgrid::models
