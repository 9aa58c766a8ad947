// What a schedule does with each group of products, and what the next best would have cost: for people.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "sim/engine/machine_config.h"
#include "sim/engine/skipping.h"
#include "sim/schedule/iteration/iteration.h"
#include "sim/schedule/lowering.h"
#include "sim/schedule/schedule.h"

namespace skipgrid::sim {

/// The group done in another way, everything else as it is.
struct NextBest {
  std::string what;         ///< "35 in 19, 12 T, skip": steps, products, how many are transposed, how many skip
  std::int64_t cycles = 0;  ///< that it takes more: of the iteration, in closed form
  std::string why;          ///< in one short phrase
};

struct GroupSummary {
  std::string name;  ///< "lstm0.x2h FP"
  int steps = 0;
  int products = 0;
  int transposed = 0;         ///< of the products
  int skipping = 0;           ///< products in which something is skipped
  std::int64_t occupied = 0;  ///< cycles for which the products keep the array from others
  std::optional<NextBest> next_best;

  std::string what() const;  ///< as in NextBest
};

/// For each group of products. The next best is looked for when it is asked for.
std::vector<GroupSummary> summarize(const Iteration& iteration, const MachineConfig& config, Skipping skipping,
                                    const IterationSchedule& schedule, bool next_best,
                                    const Residency& residency = kNothingMoves);

}  // namespace skipgrid::sim
