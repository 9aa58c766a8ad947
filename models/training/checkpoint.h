// A training saved to one file, so that it can go on later with the very same numbers.
#pragma once

#include <string>

#include "models/training/trainer.h"

namespace skipgrid::models {

/// Written beside the target and renamed over it once it is safely on disk: whenever the machine stops, the file is the
/// old checkpoint or the new one, whole. Throws std::runtime_error, and Diverged when there
/// is nothing left that is worth saving.
void save_checkpoint(const std::string& path, const Trainer& trainer);

/// The trainer, freshly made, continues where the saved one was. Throws InputError, and leaves the trainer as it
/// was, when the file is not a whole checkpoint, is one of another configuration or another text, or says that it is
/// where such a training cannot be.
void load_checkpoint(const std::string& path, Trainer& trainer);

}  // namespace skipgrid::models
