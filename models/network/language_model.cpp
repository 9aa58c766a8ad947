#include "models/network/language_model.h"

#include "models/limits.h"

namespace skipgrid::models {

LanguageModel read_language_model(JsonObject& fields) {
  const auto size = [&](const char* key, std::int64_t least, std::int64_t most) {
    return static_cast<int>(fields.integer(key, least, most));
  };
  LanguageModel model;
  model.layers = size("layers", 1, kMaxLayers);
  model.hidden = size("hidden", 1, kMaxWidth);
  model.embedding = fields.has("embedding") ? size("embedding", 1, kMaxWidth) : model.hidden;
  model.steps = size("steps", 1, kMaxSteps);
  model.batch = size("batch", 1, kMaxBatch);
  model.vocabulary = size("vocabulary", 2, kMaxVocabulary);
  return model;
}

NetworkConfig network_of(const LanguageModel& model) {
  EmbeddingConfig words;
  words.vocabulary = model.vocabulary;
  words.width = model.embedding;
  RecurrentConfig recurrent;
  recurrent.layers = model.layers;
  recurrent.hidden = model.hidden;
  recurrent.carried = true;
  SoftmaxConfig softmax;
  softmax.classes = model.vocabulary;

  // A stack numbers its layers only where there are several.
  const std::string stack = model.layers == 1 ? "lstm0" : "lstm";
  NetworkConfig network;
  network.batch = model.batch;
  network.lengths.steps = model.steps;
  network.layers = {
      {{"embedding", {}, 0}, words}, {{stack, {"embedding"}, 0}, recurrent}, {{"projection", {stack}, 0}, softmax}};
  return network;
}

}  // namespace skipgrid::models
