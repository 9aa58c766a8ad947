// A training as the command line asks for it: the file, what --set changes, checked.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "models/training/train_config.h"
#include "sim/experiment/hardware.h"
#include "traces/json/json_reader.h"

namespace skipgrid::cli {

struct TrainJob {
  models::TrainConfig config;
  std::optional<sim::Hardware> hardware;  ///< the array to train through, when the file names one
  Json document;                          ///< the configuration with the files it names put in
};

/// Throws InputError that names the file at fault.
TrainJob load_train_job(const std::string& path, const std::vector<std::string>& overrides);

}  // namespace skipgrid::cli
