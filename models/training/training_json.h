// A training's curve and position as JSON: doubles come back to the bit.
#pragma once

#include <nlohmann/json_fwd.hpp>

#include "models/training/trainer.h"

namespace skipgrid::models {

nlohmann::json to_json(const EpochResult& result);
nlohmann::json to_json(const TrainingPosition& position);
/// Throws nlohmann::json::exception for what to_json() did not write.
TrainingPosition position_from_json(const nlohmann::json& json);

}  // namespace skipgrid::models
