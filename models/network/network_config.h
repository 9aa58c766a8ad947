// A network as a workload file describes it: layers by name and type, what each reads, and how long sentences are.
#pragma once

#include <nlohmann/json.hpp>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "models/json_object.h"
#include "models/network/attention_decoder.h"
#include "models/network/builder.h"
#include "models/network/characters_layer.h"
#include "models/network/conv2d_layer.h"
#include "models/network/crf_layer.h"
#include "models/network/embedding_layer.h"
#include "models/network/input_layer.h"
#include "models/network/linear_layer.h"
#include "models/network/recurrent_stack.h"
#include "models/network/softmax_layer.h"

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
