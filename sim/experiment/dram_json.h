// A memory as a file describes it: configs/schema/dram.schema.json.
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <string>

#include "sim/memory/dram_config.h"

namespace skipgrid::sim {

/// `document` must have passed a check against dram.schema.json; what a schema cannot say (powers of two, timings that
/// fit each other) is checked here. Throws InputError "PLACE: /json/pointer: ...", `place` naming the file.
DramConfig dram_config_from_json(const nlohmann::json& document, const std::string& place);

/// Every key that applies to the kind, defaults too.
nlohmann::json to_json(const DramConfig& config);

}  // namespace skipgrid::sim
