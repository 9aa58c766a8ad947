#include "sim/schedule/search/span_partition.h"

#include <algorithm>
#include <limits>

namespace skipgrid::sim {

namespace {

/// Unions of more masks than this are not looked for: next to nothing would be dropped by all of them. The whole group
/// is, since its masks may be one.
constexpr int kLongestUnion = 64;

}  // namespace

Partition best_partition(SpanDemands& demands, std::size_t group, const std::vector<int>& waits_for,
                         Orientations orientations, int longest, bool skips) {
  const int members = static_cast<int>(demands.iteration().groups()[group].members.size());
  struct Best {
    std::int64_t occupied = std::numeric_limits<std::int64_t>::max();
    int products = 0;
    Span last;
  };
  std::vector<Best> best(static_cast<std::size_t>(members) + 1);  // of the first so many members
  best[0].occupied = 0;
  const auto offer = [&](int first, const Span& span) {
    const Best& before = best[static_cast<std::size_t>(first)];
    const std::vector<Demand>& one = demands.pieces(group, static_cast<std::size_t>(first), span, 1);
    if (one.empty()) return;
    const std::int64_t occupied = before.occupied + demands.occupied(one.front());
    Best& after = best[static_cast<std::size_t>(first + span.steps)];
    if (occupied > after.occupied || (occupied == after.occupied && before.products + 1 >= after.products)) return;
    after = {occupied, before.products + 1, span};
  };
  const auto offer_both = [&](int first, int steps) {
    if (orientations.straight) offer(first, {steps, skips, false});
    if (orientations.transposed) offer(first, {steps, skips, true});
  };
  for (int first = 0; first < members; ++first) {
    for (int steps = 1; steps <= std::min({longest, members - first, kLongestUnion}); ++steps) {
      if (waits_for[static_cast<std::size_t>(first + steps - 1)] >= first) break;
      offer_both(first, steps);
    }
  }
  const bool one_product = *std::max_element(waits_for.begin(), waits_for.end()) < 0;
  if (longest >= members && members > kLongestUnion && one_product) offer_both(0, members);

  Partition partition;
  partition.occupied = best.back().occupied;
  for (int end = members; end > 0; end -= partition.spans.back().steps) {
    partition.spans.push_back(best[static_cast<std::size_t>(end)].last);
  }
  std::reverse(partition.spans.begin(), partition.spans.end());
  return partition;
}

}  // namespace skipgrid::sim
