// The ways to do a group of products that a search chooses from.
#pragma once

#include <cstdint>
#include <vector>

#include "sim/engine/skipping.h"
#include "sim/schedule/lowering.h"

namespace skipgrid::sim {

/// Caps on the steps of a span that partitions are looked for with.
inline constexpr int kLongestSpans[] = {1 << 30, 24, 18, 13, 10, 8, 6, 5, 4, 3, 2, 1};

struct Alternative {
  std::vector<Span> spans;
  std::int64_t occupied = 0;  ///< cycles for which it keeps the array from others
};

/// The best partition for each cap on spans, laid either way or both, and those in strips, no two the same; by the
/// cycles that they occupy.
std::vector<Alternative> alternatives_of(SpanDemands& demands, std::size_t group, Skipping skipping);

}  // namespace skipgrid::sim
