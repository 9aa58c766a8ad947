// A network as a workload file describes it: layers by name and type, what each reads, and how long sentences are.
#pragma once

#include <nlohmann/json.hpp>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "models/layers/attention_decoder.h"
#include "models/layers/characters_layer.h"
#include "models/layers/conv2d_layer.h"
#include "models/layers/crf_layer.h"
#include "models/layers/embedding_layer.h"
#include "models/layers/input_layer.h"
#include "models/layers/linear_layer.h"
#include "models/layers/recurrent_stack.h"
#include "models/layers/softmax_layer.h"
#include "models/network/builder.h"
#include "traces/json/json_object.h"

namespace skipgrid::models {

/// One alternative for each kind of layer; a kind may have several values of "type" (lstm, gru).
using LayerKind = std::variant<InputConfig, Conv2dConfig, EmbeddingConfig, RecurrentConfig, LinearConfig,
                               AttentionDecoderConfig, CrfConfig, CharactersConfig, SoftmaxConfig>;

struct LayerConfig {
  std::string name;
  std::vector<std::string> inputs;  ///< names of layers before it
  std::size_t stream = 0;           ///< whose steps it has
  LayerKind kind;
};

/// A valid one has unique names, reads only what was before, and wastes no layer's output.
struct NetworkConfig : NetworkSizes {
  std::vector<LayerConfig> layers;
};

/// Reads the "type" and what goes with it.
LayerKind read_kind(JsonObject& fields);
/// Adds them to an object.
void write(const LayerKind& kind, nlohmann::json& json);

/// Reads {"batch", "steps" | "lengths", "layers": [{"name", "type", "input", ...}]}. A layer without "input" reads the
/// one before it. Paths are taken as they are. Throws InputError that names the layer.
NetworkConfig read_network(JsonObject& fields);
void write(const NetworkConfig& config, nlohmann::json& json);

}  // namespace skipgrid::models
