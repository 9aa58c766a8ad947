// Variations of the best schedules found that the closed form knows nothing of: the machine has the word.
#pragma once

#include <cstddef>
#include <vector>

#include "sim/experiment/judging/judge.h"

namespace skipgrid::sim {

/// The best `most` schedules as other machines would cut their products, and pin what they would.
void look_at_other_plans(Judge& judge, const std::vector<MachineConfig>& assumed, std::size_t most,
                         TaskProgress progress = {});

/// The best `most` schedules in a half, a quarter and an eighth of the buffers, as far as two tiles have room there.
void look_at_smaller_buffers(Judge& judge, std::size_t most);

/// The best schedule's products in the order of the trace, and in those in which the machine and others would issue
/// them.
void look_at_other_orders(Judge& judge, const std::vector<MachineConfig>& assumed);

/// The best schedule with one group done in another way, group by group, in the order in which the machine would issue
/// it.
void look_at_other_groups(Judge& judge);

}  // namespace skipgrid::sim
