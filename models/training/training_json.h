// A training's curve and position as JSON: doubles come back to the bit.
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <string>

#include "models/training/trainer.h"

namespace skipgrid::models {

nlohmann::json to_json(const BleuScore& bleu);
nlohmann::json to_json(const EpochResult& result);
nlohmann::json to_json(const TrainingPosition& position);
/// Throws InputError at `place` for what to_json() did not write, and for a position that a training of so many
/// iterations an epoch cannot be at.
TrainingPosition position_from_json(const nlohmann::json& json, const std::string& place, int iterations_per_epoch);

}  // namespace skipgrid::models
