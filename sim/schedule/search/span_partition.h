// How the members of a group are best cut into spans, as far as the array's throughput goes.
#pragma once

#include <vector>

#include "sim/schedule/lowering.h"

namespace skipgrid::sim {

/// A cut of a group into spans of at most `longest` steps, and the cycles for which its products keep the array from
/// others.
struct Partition {
  std::vector<Span> spans;
  std::int64_t occupied = 0;
};

/// Which ways a product may be laid on the array.
struct Orientations {
  bool straight = true, transposed = true;
};

/// The one that keeps the array the shortest; of equal ones that with the fewest products.
/// `waits_for` is Iteration::waits_for_member() of the group.
Partition best_partition(SpanDemands& demands, std::size_t group, const std::vector<int>& waits_for,
                         Orientations orientations, int longest, bool skips);

}  // namespace skipgrid::sim
