// The LSTM language model of Zaremba et al. 2014, short for a network of layers: "model": "lstm_lm".
#pragma once

#include "models/network/network_config.h"

namespace skipgrid::models {

struct LanguageModel {
  int layers = 2;
  int hidden = 200;
  int embedding = 200;
  int steps = 20;  ///< T
  int batch = 20;
  int vocabulary = 10000;
};

/// Reads {"layers", "hidden", "steps", "batch", "vocabulary"} and "embedding", as wide as hidden unless given. Throws
/// InputError.
LanguageModel read_language_model(JsonObject& fields);

/// Embedding, LSTM layers that carry their state through the text (truncated back-propagation through T steps), and a
/// softmax over the vocabulary. Layers are called embedding, lstm0, lstm1, ..., projection.
NetworkConfig network_of(const LanguageModel& model);

}  // namespace skipgrid::models
