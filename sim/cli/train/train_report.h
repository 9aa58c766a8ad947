// What a training prints and leaves behind: a table, train.json and train.csv.
#pragma once

#include <optional>
#include <string>

#include "sim/cli/train/comparison.h"
#include "sim/cli/train/training_run.h"
#include "traces/json/json_reader.h"

namespace skipgrid::cli {

struct TrainReport {
  std::string name;
  std::string config;                      ///< as JSON
  std::optional<TrainingResult> training;  ///< one of these two
  std::optional<Comparison> comparison;
};

Json train_json(const TrainReport& report);
std::string train_csv(const TrainReport& report);
std::string train_table(const TrainReport& report);

}  // namespace skipgrid::cli
