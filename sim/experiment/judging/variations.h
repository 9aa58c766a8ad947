// Variations of the best schedules found that the closed form knows nothing of: the machine has the word.
#pragma once

#include <cstddef>
#include <vector>

#include "sim/experiment/judging/judge.h"

namespace skipgrid::sim {

/// The best `most` schedules as other machines would cut their products, and pin what they would.
void look_at_other_plans(Judge& judge, const std::vector<MachineConfig>& assumed, std::size_t most,
                         TaskProgress progress = {});

/// The best schedule's products in the order of the trace, and in those in which the machine and others would issue
/// them.
void look_at_other_orders(Judge& judge, const std::vector<MachineConfig>& assumed);

/// The best schedule with one group in strips, of several sizes, group by group.
void look_at_strips(Judge& judge);

}  // namespace skipgrid::sim
