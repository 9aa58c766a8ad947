// A training as the command line asks for it. One that exists is valid.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "models/training/train_config.h"
#include "sim/experiment/hardware.h"

namespace skipgrid::cli {

struct TrainJob {
  models::TrainConfig config;
  std::optional<sim::Hardware> hardware;  ///< the array to train through, when the file names one
  std::string document;                   ///< as JSON, with nothing left to look up
};

/// Reads the file, replaces paths by what they name, applies `--set` texts in order, checks. Throws InputError that
/// names the file or the --set at fault.
TrainJob load_train_job(const std::string& path, const std::vector<std::string>& sets);

}  // namespace skipgrid::cli
