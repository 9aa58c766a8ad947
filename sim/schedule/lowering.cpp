#include "sim/schedule/lowering.h"

#include <fmt/format.h>

#include <algorithm>
#include <functional>
#include <numeric>
#include <queue>

#include "traces/input_error.h"

namespace skipgrid::sim {

Lowered::Lowered(SpanDemands& demands, const std::vector<GroupSchedule>& groups) {
  add_nodes(demands, groups);
  add_edges(demands.iteration());
  sort(demands.iteration());
}

void Lowered::add_nodes(SpanDemands& demands, const std::vector<GroupSchedule>& groups) {
  const Iteration& iteration = demands.iteration();
  node_of_.resize(iteration.ops().size());
  nodes_of_.assign(iteration.ops().size(), 1);
  for (std::size_t g = 0; g < groups.size(); ++g) {
    first_node_.push_back(nodes_.size());
    const GroupSchedule& schedule = groups[g];
    const std::vector<std::size_t>& members = iteration.groups()[g].members;
    std::size_t first = 0;
    for (const Span& span : schedule.spans) {
      const std::vector<Demand>& pieces = demands.pieces(g, first, span, schedule.pieces);
      if (pieces.empty()) {
        throw InputError("schedule",
                         fmt::format("{}: expected products of at most {} multiply-accumulates, got {} steps",
                                     iteration.groups()[g].text(), traces::kMaxMacs, span.steps));
      }
      const std::size_t last = first + static_cast<std::size_t>(span.steps);
      for (std::size_t i = first; i < last; ++i) {
        node_of_[members[i]] = static_cast<std::uint32_t>(nodes_.size());
        nodes_of_[members[i]] = static_cast<std::uint32_t>(pieces.size());
      }
      for (std::size_t piece = 0; piece < pieces.size(); ++piece) {
        nodes_.push_back({true, g, first, span, static_cast<int>(piece), pieces[piece]});
        position_.push_back(static_cast<std::uint32_t>(members[first]));
      }
      first = last;
    }
  }
  for (std::size_t e = 0; e < iteration.element_wise_groups().size(); ++e) {
    first_node_.push_back(nodes_.size());
    for (const std::size_t op : iteration.element_wise_groups()[e].members) {
      node_of_[op] = static_cast<std::uint32_t>(nodes_.size());
      nodes_.push_back({false, groups.size() + e, op, {}, 0, demands.element_wise(op)});
      position_.push_back(static_cast<std::uint32_t>(op));
    }
  }
  first_node_.push_back(nodes_.size());
}

void Lowered::add_edges(const Iteration& iteration) {
  struct Pair {
    std::uint32_t earlier, later;
    bool order_only;
  };
  std::vector<Pair> pairs;
  pairs.reserve(4 * nodes_.size());
  const auto add = [&](std::size_t earlier, std::size_t later, bool order_only) {
    if (node_of_[earlier] == node_of_[later] && order_only) return;
    for (std::uint32_t x = 0; x < nodes_of_[earlier]; ++x) {
      for (std::uint32_t y = 0; y < nodes_of_[later]; ++y) {
        pairs.push_back({node_of_[earlier] + x, node_of_[later] + y, order_only});
      }
    }
  };
  for (std::size_t op = 0; op < iteration.ops().size(); ++op) {
    for (const std::size_t earlier : iteration.earlier(op)) add(earlier, op, false);
  }
  for (const WriteOrder& order : iteration.write_orders()) add(order.earlier, order.later, true);

  const auto by_node = [&](std::uint32_t Pair::*from, std::uint32_t Pair::*to, std::vector<Edge>& edges,
                           std::vector<std::uint32_t>& first) {
    first.assign(nodes_.size() + 2, 0);
    for (const Pair& pair : pairs) ++first[pair.*from + 2];
    std::partial_sum(first.begin(), first.end(), first.begin());
    edges.resize(pairs.size() + 1);  // so that the address of the end is that of an element
    for (const Pair& pair : pairs) edges[first[pair.*from + 1]++] = {pair.*to, pair.order_only};
    first.pop_back();
  };
  by_node(&Pair::earlier, &Pair::later, later_, first_later_);
  by_node(&Pair::later, &Pair::earlier, earlier_, first_earlier_);
}

void Lowered::sort(const Iteration& iteration) {
  std::vector<std::uint32_t> waits_for(nodes_.size());
  using Place = std::pair<std::uint32_t, std::uint32_t>;  // in the trace, then the node
  std::priority_queue<Place, std::vector<Place>, std::greater<>> ready;
  for (std::uint32_t node = 0; node < nodes_.size(); ++node) {
    waits_for[node] = first_earlier_[node + 1] - first_earlier_[node];
    if (waits_for[node] == 0) ready.emplace(position_[node], node);
  }
  while (!ready.empty()) {
    const std::uint32_t node = ready.top().second;
    ready.pop();
    trace_order_.push_back(node);
    for (const Edge& edge : later(node)) {
      if (--waits_for[edge.node] == 0) ready.emplace(position_[edge.node], edge.node);
    }
  }
  if (trace_order_.size() == nodes_.size()) return;
  for (std::size_t node = 0; node < nodes_.size(); ++node) {
    if (waits_for[node] == 0 || nodes_[node].span.steps == 1) continue;
    throw InputError("schedule", fmt::format("{}: expected spans whose steps do not wait for one another, got {} steps "
                                             "from step {} on",
                                             iteration.groups()[nodes_[node].group].text(), nodes_[node].span.steps,
                                             iteration.product(position_[node]).step));
  }
}

Lowered::Bound Lowered::bound() const {
  Bound bound;
  for (const Node& node : nodes_) {
    bound.array += node.demand.tiles * node.demand.stream;
    bound.memory += std::max<std::int64_t>(node.demand.memory - 1, 0);  // each is rounded up
  }
  return bound;
}

std::vector<std::size_t> Lowered::operations(const Iteration& iteration, std::size_t node) const {
  const Node& self = nodes_[node];
  if (!self.product) return {self.first};
  const auto first = iteration.groups()[self.group].members.begin() + static_cast<std::ptrdiff_t>(self.first);
  return {first, first + self.span.steps};
}

std::vector<std::vector<std::uint32_t>> Lowered::places(const std::vector<std::uint32_t>& place) const {
  std::vector<std::vector<std::uint32_t>> places(node_of_.size());
  for (std::size_t op = 0; op < places.size(); ++op) {
    for (std::uint32_t piece = 0; piece < nodes_of_[op]; ++piece) places[op].push_back(place[node_of_[op] + piece]);
  }
  return places;
}

}  // namespace skipgrid::sim
