#include "sim/schedule/lowering.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "traces/input_error.h"

namespace skipgrid::sim {

void Lowered::lower(const std::vector<GroupSchedule>& groups) {
  add_nodes(groups);
  add_edges();
  sort();
}

void Lowered::add_nodes(const std::vector<GroupSchedule>& groups) {
  const Iteration& iteration = demands_.iteration();
  node_of_.resize(iteration.ops().size());
  nodes_of_.resize(iteration.ops().size(), 1);
  std::size_t same = 0;  // groups that stay where they are
  while (same < groups_.size() && groups_[same] == groups[same]) ++same;
  std::vector<GroupSchedule> known = std::exchange(groups_, {});
  if (known.empty()) {
    nodes_.clear();
    first_node_.clear();
  } else {
    if (same == groups.size()) {
      groups_ = std::move(known);
      return;
    }
    const auto stays = static_cast<std::ptrdiff_t>(first_node_[same]);
    before_.assign(nodes_.begin() + stays, nodes_.end());
    first_before_.assign(first_node_.begin() + static_cast<std::ptrdiff_t>(same), first_node_.end());
    nodes_.resize(static_cast<std::size_t>(stays));
    first_node_.resize(same);
  }
  for (std::size_t g = same; g < groups.size(); ++g) {
    if (known.empty() || !(known[g] == groups[g])) {
      add_products(g, groups[g]);
      if (!known.empty()) known[g] = groups[g];
    } else {
      const Node* old = before_.data() - first_before_.front();
      move_products(g, old + first_before_[g - same], old + first_before_[g - same + 1]);
    }
  }
  add_element_wise();
  groups_ = known.empty() ? groups : std::move(known);
}

void Lowered::add_products(std::size_t group, const GroupSchedule& schedule) {
  const ProductGroup& products = demands_.iteration().groups()[group];
  first_node_.push_back(nodes_.size());
  std::size_t first = 0;
  for (const Span& span : schedule.spans) {
    if (span.strips.any() && products.axis != FusedAxis::k) {
      throw InputError(
          "schedule", fmt::format("{}: expected strips only of products that add into the same sums", products.text()));
    }
    const std::vector<Demand>& pieces = demands_.pieces(group, first, span, schedule.pieces);
    if (pieces.empty()) {
      throw InputError("schedule", fmt::format("{}: expected products of at most {} multiply-accumulates, got {} steps",
                                               products.text(), traces::kMaxMacs, span.steps));
    }
    const std::size_t last = first + static_cast<std::size_t>(span.steps);
    for (std::size_t i = first; i < last; ++i) {
      node_of_[products.members[i]] = static_cast<std::uint32_t>(nodes_.size());
      nodes_of_[products.members[i]] = static_cast<std::uint32_t>(pieces.size());
    }
    for (std::size_t piece = 0; piece < pieces.size(); ++piece) {
      nodes_.push_back({true, static_cast<std::uint32_t>(group), static_cast<std::uint32_t>(first), span,
                        static_cast<int>(piece), pieces[piece]});
    }
    first = last;
  }
}

void Lowered::move_products(std::size_t group, const Node* first, const Node* last) {
  const std::vector<std::size_t>& members = demands_.iteration().groups()[group].members;
  first_node_.push_back(nodes_.size());
  for (const Node* node = first; node != last; ++node) {
    if (node->piece == 0) {
      const auto place = static_cast<std::uint32_t>(nodes_.size() + static_cast<std::size_t>(node - first));
      for (std::size_t i = 0; i < static_cast<std::size_t>(node->span.steps); ++i) {
        node_of_[members[node->first + i]] = place;
      }
    }
  }
  nodes_.insert(nodes_.end(), first, last);
}

void Lowered::add_element_wise() {
  const Iteration& iteration = demands_.iteration();
  std::size_t group = iteration.groups().size();
  for (const ElementWiseGroup& element_wise : iteration.element_wise_groups()) {
    first_node_.push_back(nodes_.size());
    for (const std::size_t op : element_wise.members) {
      node_of_[op] = static_cast<std::uint32_t>(nodes_.size());
      nodes_.push_back(
          {false, static_cast<std::uint32_t>(group), static_cast<std::uint32_t>(op), {}, 0, demands_.element_wise(op)});
    }
    ++group;
  }
  first_node_.push_back(nodes_.size());
}

std::size_t Lowered::first_operation(const Node& node) const {
  return node.product ? demands_.iteration().groups()[node.group].members[node.first] : node.first;
}

template <class Look>
void Lowered::for_each_operation(const Node& node, const Look& look) const {
  if (!node.product) return look(node.first);
  const std::size_t* member = demands_.iteration().groups()[node.group].members.data() + node.first;
  for (int step = 0; step < node.span.steps; ++step) look(member[step]);
}

void Lowered::add_edges() {
  const Iteration& iteration = demands_.iteration();
  later_.clear();
  first_later_.resize(nodes_.size() + 1);
  earlier_edges_.assign(nodes_.size(), 0);
  // By node, of the node whose edges were added last: whether one that waits leads there, or only one of order.
  seen_from_.assign(nodes_.size(), 0);
  for (std::uint32_t node = 0; node < nodes_.size(); ++node) {
    const std::uint64_t waits = 2 * (std::uint64_t{node} + 1), only_order = waits - 1;
    first_later_[node] = static_cast<std::uint32_t>(later_.size());
    const std::uint32_t whole = node - static_cast<std::uint32_t>(nodes_[node].piece);
    for_each_operation(nodes_[node], [&](std::size_t op) {
      for (const Iteration::Later& after : iteration.later(op)) {
        const std::uint32_t first = node_of_[after.op];
        if (after.order_only && first == whole) continue;
        for (std::uint32_t piece = first; piece < first + nodes_of_[after.op]; ++piece) {
          const std::uint64_t kind = after.order_only ? only_order : waits;
          if (seen_from_[piece] >= kind) continue;
          seen_from_[piece] = kind;
          later_.push_back({piece, after.order_only});
          ++earlier_edges_[piece];
        }
      }
    });
  }
  first_later_.back() = static_cast<std::uint32_t>(later_.size());
}

void Lowered::sort() {
  const Iteration& iteration = demands_.iteration();
  // In the trace, by the first operation of each; then by number.
  rank_.resize(nodes_.size());
  by_rank_.resize(nodes_.size());
  std::uint32_t rank = 0;
  for (std::size_t op = 0; op < node_of_.size(); ++op) {
    const std::uint32_t node = node_of_[op];
    if (first_operation(nodes_[node]) != op) continue;
    for (std::uint32_t piece = node; piece < node + nodes_of_[op]; ++piece) {
      rank_[piece] = rank;
      by_rank_[rank++] = piece;
    }
  }
  waits_for_ = earlier_edges_;
  ready_.reset(nodes_.size());
  for (std::uint32_t node = 0; node < nodes_.size(); ++node) {
    if (waits_for_[node] == 0) ready_.add(rank_[node]);
  }
  trace_order_.clear();
  while (!ready_.empty()) {
    const std::uint32_t node = by_rank_[ready_.take()];
    trace_order_.push_back(node);
    for (const Edge& edge : later(node)) {
      if (--waits_for_[edge.node] == 0) ready_.add(rank_[edge.node]);
    }
  }
  if (trace_order_.size() == nodes_.size()) return;
  for (std::size_t number = 0; number < nodes_.size(); ++number) {
    const Node& node = nodes_[number];
    if (waits_for_[number] == 0 || node.span.steps == 1) continue;
    throw InputError("schedule", fmt::format("{}: expected spans whose steps do not wait for one another, got {} steps "
                                             "from step {} on",
                                             iteration.groups()[node.group].text(), node.span.steps,
                                             iteration.product(first_operation(node)).step));
  }
}

std::vector<std::vector<Lowered::Edge>> Lowered::earlier() const {
  std::vector<std::vector<Edge>> earlier(nodes_.size());
  for (std::uint32_t node = 0; node < nodes_.size(); ++node) {
    for (const Edge& edge : later(node)) earlier[edge.node].push_back({node, edge.order_only});
  }
  return earlier;
}

std::vector<std::size_t> Lowered::operations(std::size_t node) const {
  std::vector<std::size_t> operations;
  for_each_operation(nodes_[node], [&](std::size_t op) { operations.push_back(op); });
  return operations;
}

std::vector<std::vector<std::uint32_t>> Lowered::places(const std::vector<std::uint32_t>& place) const {
  std::vector<std::vector<std::uint32_t>> places(node_of_.size());
  for (std::size_t op = 0; op < places.size(); ++op) {
    for (std::uint32_t piece = 0; piece < nodes_of_[op]; ++piece) places[op].push_back(place[node_of_[op] + piece]);
  }
  return places;
}

std::uint32_t Lowered::products(const Node& node) {
  const Strips& strips = node.span.strips;
  return strips.any() ? static_cast<std::uint32_t>(divide_up(node.span.steps, strips.steps)) : 1;
}

}  // namespace skipgrid::sim
