// A network as a workload file describes it: layers by name and type, what each reads, and how long sentences are.
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <vector>

#include "models/network/builder.h"
#include "models/network/layer_kinds.h"
#include "traces/json/json_object.h"

namespace skipgrid::models {

struct LayerConfig : LayerPlace {
  LayerKind kind;
};

/// A valid one has unique names, reads only what was before, and wastes no layer's output.
struct NetworkConfig : NetworkSizes {
  std::vector<LayerConfig> layers;
};

/// Reads {"batch", "steps" and "streams" | "lengths", "layers": [{"name", "type", "input", ...}]}. A layer without
/// "input" reads the one before it. Paths are taken as they are. Throws InputError that names the layer.
NetworkConfig read_network(JsonObject& fields);
void write(const NetworkConfig& config, nlohmann::json& json);

}  // namespace skipgrid::models
