#include "sim/schedule/search/alternatives.h"

#include <algorithm>
#include <limits>

#include "sim/schedule/search/span_partition.h"
#include "sim/schedule/search/strip_alternatives.h"

namespace skipgrid::sim {

namespace {

bool has_masks(const Iteration& iteration, const ProductGroup& group) {
  return std::any_of(group.members.begin(), group.members.end(), [&](std::size_t op) {
    const traces::GemmOp& product = iteration.product(op);
    return product.skip_m != nullptr || product.skip_k != nullptr || product.skip_n != nullptr;
  });
}

/// 0: some product would be too large.
std::int64_t cycles_occupied(SpanDemands& demands, std::size_t group, const std::vector<Span>& spans) {
  std::int64_t occupied = 0;
  std::size_t first = 0;
  for (const Span& span : spans) {
    const std::vector<Demand>& strips = demands.pieces(group, first, span, 1);
    if (strips.empty()) return 0;
    for (const Demand& strip : strips) occupied += demands.occupied(strip);
    first += static_cast<std::size_t>(span.steps);
  }
  return occupied;
}

}  // namespace

std::vector<Alternative> alternatives_of(SpanDemands& demands, std::size_t group, Skipping skipping) {
  // Masks cost a scan, and what is gathered may lie apart in DRAM: what skips little may be faster without.
  const bool skipping_costs = demands.config().skip_unit.has_value() || demands.config().dram.kind != DramKind::ideal;
  const bool may_not_skip = skipping == Skipping::off ||
                            (skipping_costs && has_masks(demands.iteration(), demands.iteration().groups()[group]));
  std::vector<Alternative> found;
  const auto add = [&](Partition&& partition) {
    const bool known = std::any_of(found.begin(), found.end(),
                                   [&](const Alternative& other) { return other.spans == partition.spans; });
    if (!known) found.push_back({std::move(partition.spans), partition.occupied});
  };
  const auto add_all = [&](bool skips) {
    const SpanCosts costs(demands, group, skips);
    for (const int longest : kLongestSpans) {
      for (const Orientations orientations : {Orientations{true, true}, {true, false}, {false, true}}) {
        add(costs.best(orientations, longest));
      }
    }
  };
  // Strips that keep the array or DRAM longer than the best of the others are not worth their looks.
  const auto add_strips = [&](bool skips) {
    std::int64_t fewest = std::numeric_limits<std::int64_t>::max();
    for (const Alternative& other : found) fewest = std::min(fewest, other.occupied);
    for (std::vector<Span>& spans : strip_partitions(demands, group, skips)) {
      const std::int64_t occupied = cycles_occupied(demands, group, spans);
      if (occupied > 0 && occupied < fewest) add({std::move(spans), occupied});
    }
  };
  if (skipping == Skipping::on) add_all(true);
  if (may_not_skip) add_all(false);
  if (skipping == Skipping::on) add_strips(true);
  if (may_not_skip) add_strips(false);
  std::stable_sort(found.begin(), found.end(),
                   [](const Alternative& x, const Alternative& y) { return x.occupied < y.occupied; });
  return found;
}

}  // namespace skipgrid::sim
