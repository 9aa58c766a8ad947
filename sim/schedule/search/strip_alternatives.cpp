#include "sim/schedule/search/strip_alternatives.h"

#include <algorithm>
#include <limits>
#include <optional>

#include "sim/schedule/span_product.h"

namespace skipgrid::sim {

namespace {

using traces::GemmOp;

/// Members that follow one another and drop the same; where nothing is skipped, as many as fill whole tiles along K.
int steps_in_one(const SpanDemands& demands, const ProductGroup& group, bool skips) {
  const auto product = [&](std::size_t member) -> const GemmOp& {
    return demands.iteration().product(group.members[member]);
  };
  int steps = 1;
  if (skips) {
    const auto same = [&](std::size_t member) {
      return product(member).skip_m == product(0).skip_m && product(member).skip_n == product(0).skip_n;
    };
    while (static_cast<std::size_t>(steps) < group.members.size() && same(static_cast<std::size_t>(steps))) ++steps;
    return steps;
  }
  constexpr int kMost = 16;
  const ArrayConfig& array = demands.config().array;
  const std::int64_t rows = tile_size(array, false, Dimension::k);
  while (steps < kMost && steps * product(0).k % rows != 0) ++steps;
  return steps;
}

/// How results are cut so that a strip of at most `elements` of them is on chip, and operands are read the least.
std::optional<Strips> fewest_reads(const SpanDemands& demands, const ProductGroup& group, const Span& span,
                                   std::int64_t elements) {
  const GemmOp& any = demands.iteration().product(group.members.front());
  const ArrayConfig& array = demands.config().array;
  const std::int64_t unit_m = tile_size(array, span.transposed, Dimension::m),
                     unit_n = tile_size(array, span.transposed, Dimension::n);
  const std::int64_t tiles_m = divide_up(any.m, unit_m), tiles_n = divide_up(any.n, unit_n);
  std::int64_t rows = 0, cols = 0;  // of all members, kept
  for (const std::size_t member : group.members) {
    const GemmOp& product = demands.iteration().product(member);
    rows += span.skips ? product.kept_m() : product.m;
    cols += span.skips ? product.kept_n() : product.n;
  }
  std::optional<Strips> best;
  std::int64_t fewest = std::numeric_limits<std::int64_t>::max();
  for (std::int64_t wide = tiles_n; wide >= 1; --wide) {  // tiles in a strip
    const std::int64_t cuts_n = divide_up(tiles_n, wide);
    if (divide_up(tiles_n, cuts_n) != wide) continue;  // as many cuts as with narrower strips
    const std::int64_t high = std::min(tiles_m, elements / (wide * unit_n) / unit_m);
    if (high < 1) continue;
    const std::int64_t cuts_m = divide_up(tiles_m, high);
    const std::int64_t reads = rows * cuts_n + cols * cuts_m;
    if (reads >= fewest) continue;
    fewest = reads;
    best = Strips{static_cast<int>(cuts_m), static_cast<int>(cuts_n), span.strips.steps};
  }
  return best;
}

std::vector<Span> cut_into(const Span& span, int members, int spans) {
  std::vector<Span> cut(static_cast<std::size_t>(spans), span);
  for (int i = 0; i < spans; ++i) cut[static_cast<std::size_t>(i)].steps = members / spans + (i < members % spans);
  return cut;
}

}  // namespace

std::vector<std::vector<Span>> strip_partitions(const SpanDemands& demands, std::size_t group, bool skips, int share) {
  std::vector<std::vector<Span>> partitions;
  const ProductGroup& products = demands.iteration().groups()[group];
  const auto members = static_cast<int>(products.members.size());
  const TensorHome* results = demands.residency().find(demands.iteration().product(products.members.front()).c.name);
  const bool streams = demands.config().dram.kind != DramKind::ideal && results != nullptr && !results->pinned;
  if (products.axis != FusedAxis::k || members == 1 || !streams) return partitions;
  const std::vector<int> waits_for = demands.iteration().waits_for_member(products);
  if (*std::max_element(waits_for.begin(), waits_for.end()) >= 0) return partitions;
  const std::int64_t room = demands.residency().streaming_bytes(Buffer::c).count() / share / kResultBytes;
  for (const bool transposed : {false, true}) {
    Span span{members, skips, transposed, {1, 1, steps_in_one(demands, products, skips)}};
    const std::optional<Strips> strips = fewest_reads(demands, products, span, room);
    if (!strips) continue;
    span.strips = *strips;
    for (const int spans : {1, 2, 3}) {
      if (members / spans >= 2 * span.strips.steps) partitions.push_back(cut_into(span, members, spans));
    }
  }
  return partitions;
}

}  // namespace skipgrid::sim
