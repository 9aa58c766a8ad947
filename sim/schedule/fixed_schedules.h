// Schedules that are not searched for: what the paper compares, and fusing over time wherever that is legal.
#pragma once

#include "sim/schedule/iteration/iteration.h"
#include "sim/schedule/schedule.h"

namespace skipgrid::sim {

/// A product a time step, in the order of the trace; each skips what its masks say.
IterationSchedule step_by_step(const Iteration& iteration);

/// As few products as dependencies allow, nothing skipped, in the order of the trace. Groups are fused by size, the
/// largest first, with all that was fused before taken into account.
IterationSchedule fused_wherever_legal(const Iteration& iteration);

}  // namespace skipgrid::sim
