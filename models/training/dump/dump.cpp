#include "models/training/dump/dump.h"

#include "models/training/dump/language_model_dump.h"
#include "models/training/dump/translation_dump.h"

namespace skipgrid::models {

bool can_dump(const NetworkConfig& config) { return can_dump_language_model(config) || can_dump_translation(config); }

void dump_iteration(const std::string& path, const GradientsReady& iteration) {
  NpzWriter npz;
  if (can_dump_translation(iteration.config)) {
    dump_translation(npz, iteration);
  } else {
    dump_language_model(npz, iteration);
  }
  npz.write(path);
}

}  // namespace skipgrid::models
