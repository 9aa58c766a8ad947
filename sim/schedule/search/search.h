// Looks for the schedule that takes the fewest cycles.
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "sim/engine/machine_config.h"
#include "sim/engine/skipping.h"
#include "sim/schedule/iteration/iteration.h"
#include "sim/schedule/lowering.h"
#include "sim/schedule/schedule.h"

namespace skipgrid::sim {

/// How long a search may take. Each looks at all that the one before looks at.
enum class Effort : std::uint8_t { quick, normal, thorough };
std::string_view to_string(Effort effort);
/// Throws std::invalid_argument naming the allowed words.
Effort effort_from_string(std::string_view text);

struct FoundSchedule {
  IterationSchedule schedule;
  std::int64_t cycles = 0;  ///< in closed form, the iteration alone
};

/// The best schedules found, the best first, no two of them the same; at least one. The search is deterministic: how
/// far it goes is counted in schedules looked at, never in time. Skipping off: nothing is skipped.
/// The residency says which tensors move bytes, as SpanDemands takes it.
std::vector<FoundSchedule> search_schedules(const Iteration& iteration, const MachineConfig& config, Skipping skipping,
                                            Effort effort, const Residency& residency = kNothingMoves);

}  // namespace skipgrid::sim
