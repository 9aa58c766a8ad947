// How the members of a group are best cut into spans, as far as the array's throughput and DRAM's go.
#pragma once

#include <cstdint>
#include <vector>

#include "sim/schedule/lowering.h"

namespace skipgrid::sim {

/// A cut of a group into spans of at most so many steps, and the cycles for which its products keep the array from
/// others.
struct Partition {
  std::vector<Span> spans;
  std::int64_t occupied = 0;
};

/// Which ways a product may be laid on the array.
struct Orientations {
  bool straight = true, transposed = true;
};

/// What each span of a group would occupy, worked out once for all partitions.
class SpanCosts {
 public:
  SpanCosts(SpanDemands& demands, std::size_t group, bool skips);

  /// The partition that keeps the array the shortest; of equal ones that with the fewest products.
  Partition best(Orientations orientations, int longest) const;

 private:
  struct Cost {
    int first, steps;
    std::int64_t straight, transposed;
  };
  const int members_;
  const bool skips_;
  std::vector<Cost> costs_;  // of legal spans, by first member
};

}  // namespace skipgrid::sim
