#include "sim/schedule/search/span_partition.h"

#include <algorithm>
#include <limits>

namespace skipgrid::sim {

namespace {

/// Unions of more masks than this are not looked for: next to nothing would be dropped by all of them. The whole group
/// is, since its masks may be one.
constexpr int kLongestUnion = 64;

}  // namespace

SpanCosts::SpanCosts(SpanDemands& demands, std::size_t group, bool skips)
    : members_(static_cast<int>(demands.iteration().groups()[group].members.size())), skips_(skips) {
  const std::vector<int> waits_for = demands.iteration().waits_for_member(demands.iteration().groups()[group]);
  const auto add = [&](int first, int steps) {
    const auto pieces = [&](bool transposed) -> const std::vector<Demand>& {
      return demands.pieces(group, static_cast<std::size_t>(first), {steps, skips, transposed}, 1);
    };
    const std::vector<Demand>& straight = pieces(false);
    if (straight.empty()) return;
    costs_.push_back({first, steps, demands.occupied(straight.front()), demands.occupied(pieces(true).front())});
  };
  const bool one_product = *std::max_element(waits_for.begin(), waits_for.end()) < 0;
  for (int first = 0; first < members_; ++first) {
    for (int steps = 1; steps <= std::min(members_ - first, kLongestUnion); ++steps) {
      if (waits_for[static_cast<std::size_t>(first + steps - 1)] >= first) break;
      add(first, steps);
    }
    if (first == 0 && members_ > kLongestUnion && one_product) add(0, members_);
  }
}

Partition SpanCosts::best(Orientations orientations, int longest) const {
  struct Best {
    std::int64_t occupied = std::numeric_limits<std::int64_t>::max();
    int products = 0;
    Span last;
  };
  std::vector<Best> best(static_cast<std::size_t>(members_) + 1);  // of the first so many members
  best[0].occupied = 0;
  const auto offer = [&](const Cost& cost, bool transposed) {
    const Best& before = best[static_cast<std::size_t>(cost.first)];
    const std::int64_t occupied = before.occupied + (transposed ? cost.transposed : cost.straight);
    Best& after = best[static_cast<std::size_t>(cost.first + cost.steps)];
    if (occupied > after.occupied || (occupied == after.occupied && before.products + 1 >= after.products)) return;
    after = {occupied, before.products + 1, {cost.steps, skips_, transposed}};
  };
  for (const Cost& cost : costs_) {
    if (cost.steps > longest) continue;
    if (orientations.straight) offer(cost, false);
    if (orientations.transposed) offer(cost, true);
  }
  Partition partition;
  partition.occupied = best.back().occupied;
  for (int end = members_; end > 0; end -= partition.spans.back().steps) {
    partition.spans.push_back(best[static_cast<std::size_t>(end)].last);
  }
  std::reverse(partition.spans.begin(), partition.spans.end());
  return partition;
}

}  // namespace skipgrid::sim
