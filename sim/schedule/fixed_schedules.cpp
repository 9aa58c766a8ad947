#include "sim/schedule/fixed_schedules.h"

#include <algorithm>
#include <numeric>

#include "sim/schedule/iteration/op_graph.h"

namespace skipgrid::sim {

namespace {

OpGraph graph_of(const Iteration& iteration) {
  std::vector<OpGraph::Edge> edges;
  for (std::size_t op = 0; op < iteration.ops().size(); ++op) {
    for (const std::size_t earlier : iteration.earlier(op)) edges.push_back({earlier, op});
  }
  for (const WriteOrder& order : iteration.write_orders()) edges.push_back({order.earlier, order.later, true});
  return OpGraph(iteration.ops().size(), edges);
}

std::int64_t macs(const Iteration& iteration, const ProductGroup& group) {
  std::int64_t sum = 0;
  for (const std::size_t op : group.members) sum += iteration.product(op).dense_macs();
  return sum;
}

/// Consecutive members that do not wait for one another, as long as they make a product that is not too large.
std::vector<Span> longest_spans(const Iteration& iteration, const ProductGroup& group, const OpGraph& graph) {
  const std::vector<int> depths = graph.depths(group.members);
  std::vector<Span> spans;
  std::int64_t m = 0, k = 0;
  for (std::size_t i = 0; i < group.members.size(); ++i) {
    const traces::GemmOp& op = iteration.product(group.members[i]);
    m += op.m, k += op.k;
    const bool fits =
        group.axis == FusedAxis::m ? traces::valid_shape(m, op.k, op.n) : traces::valid_shape(op.m, k, op.n);
    if (i > 0 && depths[i] == depths[i - 1] && fits) {
      ++spans.back().steps;
    } else {
      spans.push_back({1, false, false});
      m = op.m, k = op.k;
    }
  }
  return spans;
}

void contract(OpGraph& graph, const ProductGroup& group, const std::vector<Span>& spans) {
  std::vector<std::vector<std::size_t>> products;
  auto next = group.members.begin();
  for (const Span& span : spans) {
    const auto begin = next;
    next += span.steps;
    if (span.steps > 1) products.emplace_back(begin, next);
  }
  if (!products.empty()) graph.contract(products);
}

}  // namespace

IterationSchedule step_by_step(const Iteration& iteration) {
  IterationSchedule schedule;
  for (const ProductGroup& group : iteration.groups()) {
    GroupSchedule steps;
    steps.spans.assign(group.members.size(), Span{1, true, false});
    schedule.groups.push_back(std::move(steps));
  }
  return schedule;
}

IterationSchedule fused_wherever_legal(const Iteration& iteration) {
  const std::vector<ProductGroup>& groups = iteration.groups();
  std::vector<std::size_t> by_size(groups.size());
  std::iota(by_size.begin(), by_size.end(), std::size_t{0});
  std::stable_sort(by_size.begin(), by_size.end(), [&](std::size_t x, std::size_t y) {
    return macs(iteration, groups[x]) > macs(iteration, groups[y]);
  });
  OpGraph graph = graph_of(iteration);
  IterationSchedule schedule;
  schedule.groups.resize(groups.size());
  for (const std::size_t g : by_size) {
    schedule.groups[g].spans = longest_spans(iteration, groups[g], graph);
    contract(graph, groups[g], schedule.groups[g].spans);
  }
  return schedule;
}

}  // namespace skipgrid::sim
