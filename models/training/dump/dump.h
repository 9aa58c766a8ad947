// Everything about one training iteration in one .npz file, so that anyone can compute it again elsewhere.
#pragma once

#include <string>

#include "models/training/trainer.h"

namespace skipgrid::models {

/// Whether there are keys that say all about a network: see language_model_dump.h and translation_dump.h.
bool can_dump(const NetworkConfig& config);

/// Requires can_dump(). Throws std::runtime_error when the file cannot be written.
void dump_iteration(const std::string& path, const GradientsReady& iteration);

}  // namespace skipgrid::models
