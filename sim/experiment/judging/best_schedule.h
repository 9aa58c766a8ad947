// Finds the schedule of a `-best` variant: what the search proposes, and what the machine then says about it.
#pragma once

#include <vector>

#include "sim/engine/machine_config.h"
#include "sim/experiment/judging/scheduled_run.h"
#include "sim/experiment/progress/task_progress.h"
#include "sim/schedule/search/search.h"

namespace skipgrid::sim {

struct BestSchedule {
  RunSchedule schedule;
  MeasuredRun run;  ///< by engine `tile`, whose cycles are those of `pe`
};

/// Searches each structure of iteration once and runs the most promising schedules, the fixed ones and `others` among
/// them, on the machine, but for those that cannot take fewer cycles than what has run. The fewest cycles win; on equal
/// terms the one that was proposed first.
BestSchedule find_best_schedule(const MachineConfig& config, Skipping skipping, Effort effort, const CutTrace& trace,
                                const std::vector<RunSchedule>& others = {}, TaskProgress progress = {});

}  // namespace skipgrid::sim
