// What a comparison of trainings says: how long iterations take, how many times as fast, and how well what was held out
// is done.
#pragma once

#include <string>

#include "sim/cli/train/comparison.h"
#include "traces/json/json_reader.h"

namespace skipgrid::cli {

/// By mode: quartiles of an iteration's milliseconds, medians of its phases and of the rest, speedups over the modes
/// before it with intervals; over seeds, mean and standard deviation of the task's metric, and the paired difference of
/// structured and random.
Json comparison_json(const Comparison& comparison);
std::string comparison_table(const Comparison& comparison);

/// Every measured iteration: seed,round,mode,fp_seconds,bp_seconds,wg_seconds,seconds.
std::string rounds_csv(const Comparison& comparison);

}  // namespace skipgrid::cli
