// What a training prints and leaves behind: a table, train.json and train.csv.
#pragma once

#include <string>
#include <vector>

#include "sim/cli/train/run_training.h"
#include "traces/json/json_reader.h"

namespace skipgrid::cli {

struct TrainReport {
  std::string name;
  std::string config;                ///< as JSON
  std::vector<TrainingResult> runs;  ///< with --compare: the first is what the others are compared with
};

Json train_json(const TrainReport& report);
std::string train_csv(const TrainReport& report);
std::string train_table(const TrainReport& report);

}  // namespace skipgrid::cli
