// A schedule put to an iteration: the products and element-wise operations that come of it and who waits for whom.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "sim/schedule/iteration/iteration.h"
#include "sim/schedule/schedule.h"
#include "sim/schedule/span_demands.h"

namespace skipgrid::sim {

/// An operation of the transformed iteration.
struct Node {
  bool product = false;
  std::size_t group = 0;  ///< as in IssueRun
  std::size_t first = 0;  ///< product: member with which its span begins; else the operation
  Span span;
  int piece = 0;
  Demand demand;
};

/// Nodes of one group follow one another. A schedule that says in which order operations are issued takes them in this
/// order.
class Lowered {
 public:
  /// Requires one GroupSchedule for each group, spans that add up. Throws InputError naming a group when the spans
  /// together would wait for themselves.
  Lowered(SpanDemands& demands, const std::vector<GroupSchedule>& groups);

  const std::vector<Node>& nodes() const { return nodes_; }
  /// First node of a group, and one past its last; groups as in IssueRun.
  std::size_t first_node(std::size_t group) const { return first_node_[group]; }
  std::size_t groups() const { return first_node_.size() - 1; }

  /// The operations of the iteration that a node does, or a piece of which.
  std::vector<std::size_t> operations(const Iteration& iteration, std::size_t node) const;
  /// By operation of the iteration: the places of its nodes, given the place of each node.
  std::vector<std::vector<std::uint32_t>> places(const std::vector<std::uint32_t>& place) const;

  struct Edge {
    std::uint32_t node;
    bool order_only;  ///< is issued later, but waits for nothing
  };
  struct Edges {
    const Edge *first, *last;
    const Edge* begin() const { return first; }
    const Edge* end() const { return last; }
  };
  std::size_t edges() const { return later_.size(); }
  Edges later(std::size_t node) const { return {&later_[first_later_[node]], &later_[first_later_[node + 1]]}; }
  Edges earlier(std::size_t node) const {
    return {&earlier_[first_earlier_[node]], &earlier_[first_earlier_[node + 1]]};
  }
  /// Cycles for which the array and DRAM are kept at the very least, whatever the order.
  struct Bound {
    std::int64_t array = 0, memory = 0;
  };
  Bound bound() const;
  /// In the order of the trace, as far as spans leave it.
  const std::vector<std::uint32_t>& trace_order() const { return trace_order_; }

 private:
  void add_nodes(SpanDemands& demands, const std::vector<GroupSchedule>& groups);
  void add_edges(const Iteration& iteration);
  void sort(const Iteration& iteration);

  std::vector<Node> nodes_;
  std::vector<std::size_t> first_node_;            // by group, and the end
  std::vector<std::uint32_t> node_of_, nodes_of_;  // by operation: its first node, how many
  std::vector<std::uint32_t> position_;            // by node: the first operation in it
  std::vector<Edge> later_, earlier_;              // by node
  std::vector<std::uint32_t> first_later_, first_earlier_;
  std::vector<std::uint32_t> trace_order_;
};

}  // namespace skipgrid::sim
