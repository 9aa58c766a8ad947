// Finds the schedule of a `-best` variant: what the search proposes, and what the machine then says about it.
#pragma once

#include <vector>

#include "sim/engine/machine_config.h"
#include "sim/engine/skipping.h"
#include "sim/experiment/scheduled_run.h"
#include "sim/schedule/search/search.h"

namespace skipgrid::sim {

/// Searches each structure of iteration once and runs the most promising schedules, the fixed ones and `others` among
/// them, on the machine (engine `tile`, whose cycles are those of `pe`). The fewest cycles win; on equal terms the one
/// that was proposed first.
RunSchedule find_best_schedule(const MachineConfig& config, Skipping skipping, Effort effort,
                               const TraceProducer& produce, const std::vector<RunSchedule>& others = {});

}  // namespace skipgrid::sim
