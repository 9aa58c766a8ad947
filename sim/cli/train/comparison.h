// Several ways to do one training, iteration by iteration in turn, so that what else the machine does meets all alike.
#pragma once

#include <cstdint>
#include <iosfwd>
#include <string>
#include <vector>

#include "models/training/training_data.h"
#include "sim/cli/train/training_run.h"

namespace skipgrid::cli {

/// A way to train: what is dropped, and how it is computed.
struct Mode {
  std::string name;
  models::TrainConfig config;
};

/// The same weights to begin with, the same data in the same order, and the same rates where anything is dropped:
///   dense        nothing dropped, a product a time step
///   dense-fused  nothing dropped, one product over all steps wherever that is legal
///   random       the same under per-sample masks (Case I)
///   structured   what is configured
std::vector<Mode> all_modes(const models::TrainConfig& config);

/// One seed: of each mode what it came to and, round by round, how long its iterations took.
struct SeedComparison {
  std::uint64_t seed = 0;
  std::vector<TrainingResult> results;
  std::vector<std::vector<IterationTime>> times;  ///< of the rounds that are measured
};

struct Comparison {
  std::vector<std::string> modes;
  int warm_up = 0;  ///< rounds of each seed that are not measured
  std::vector<SeedComparison> seeds;
};

/// A round is an iteration of each mode; which one begins it, changes from round to round. Seeds are those of the
/// configuration, of weights and masks, and `count` - 1 that follow. stop_at: as in TrainingTasks. Throws InputError
/// when there is too little data, std::runtime_error when a training diverges.
Comparison compare(const std::vector<Mode>& modes, const models::TrainingData& data, int count, int stop_at,
                   std::ostream& messages, bool terminal);

}  // namespace skipgrid::cli
