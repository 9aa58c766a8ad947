// What to do with a group of products that may be fused: the estimate of each alternative, and the cheapest.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "sim/schedule/fused_product.h"
#include "sim/schedule/fusion_policy.h"
#include "sim/schedule/group_cost.h"

namespace skipgrid::sim {

struct GroupDecision {
  FusionDecision decision = FusionDecision::per_step_skip;
  std::vector<std::size_t> runs;  ///< how many consecutive members each resulting product takes
  Cycles per_step_skip;
  Cycles fused_dense;
  Cycles fused_skip;   ///< the same as per_step_skip when no two consecutive masks are the same
  std::string reason;  ///< when the products are fused densely
  /// [s - 1]: fused_skip if each mask lived s steps, from the masks that there are, taking every s-th. Empty without
  /// batch-structured masks: the others drop next to nothing for a whole batch, however long they live.
  std::vector<Cycles> redrawn;
};

/// The cheapest alternative; on equal terms the one that skips more, then the one with fewer products.
GroupDecision decide_auto(const FusionGroup& group, const GroupCost& cost);

/// Fuses all, skips nothing, and estimates what products without masks would take.
GroupDecision decide_dense(const FusionGroup& group, const GroupCost& cost);

}  // namespace skipgrid::sim
