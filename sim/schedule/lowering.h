// A schedule put to an iteration: the products and element-wise operations that come of it and who waits for whom.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "sim/schedule/iteration/iteration.h"
#include "sim/schedule/schedule.h"
#include "sim/schedule/smallest_first.h"
#include "sim/schedule/span_demands.h"

namespace skipgrid::sim {

/// An operation of the transformed iteration.
struct Node {
  bool product = false;
  std::uint32_t group = 0;  ///< as in IssueRun
  std::uint32_t first = 0;  ///< product: member with which its span begins; else the operation
  Span span;
  int piece = 0;  ///< or strip
  Demand demand;
};

/// Nodes of one group follow one another. A schedule that says in which order operations are issued takes them in this
/// order.
class Lowered {
 public:
  /// Of no schedule yet. The demands must outlive this.
  explicit Lowered(SpanDemands& demands) : demands_(demands) {}
  Lowered(SpanDemands& demands, const std::vector<GroupSchedule>& groups) : Lowered(demands) { lower(groups); }

  /// Puts a schedule in place of the one before, of which the groups that stay as they are are kept. Requires one
  /// GroupSchedule for each group, spans that add up. Throws InputError naming a group when the spans together would
  /// wait for themselves; there is no schedule then.
  void lower(const std::vector<GroupSchedule>& groups);

  const std::vector<Node>& nodes() const { return nodes_; }
  /// First node of a group, and one past its last; groups as in IssueRun.
  std::size_t first_node(std::size_t group) const { return first_node_[group]; }
  std::size_t groups() const { return first_node_.size() - 1; }

  /// The operations of the iteration that a node does, or a piece of which.
  std::vector<std::size_t> operations(std::size_t node) const;
  /// How many products are issued for a node, one right after another.
  static std::uint32_t products(const Node& node);
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
  Edges later(std::size_t node) const {
    return {later_.data() + first_later_[node], later_.data() + first_later_[node + 1]};
  }
  /// By node, worked out each time it is asked for.
  std::vector<std::vector<Edge>> earlier() const;
  /// By node: how many edges lead to it.
  const std::vector<std::uint32_t>& earlier_edges() const { return earlier_edges_; }
  /// In the order of the trace, as far as spans leave it.
  const std::vector<std::uint32_t>& trace_order() const { return trace_order_; }

 private:
  void add_nodes(const std::vector<GroupSchedule>& groups);
  void add_products(std::size_t group, const GroupSchedule& schedule);
  void move_products(std::size_t group, const Node* first, const Node* last);
  void add_element_wise();
  void add_edges();
  void sort();
  std::size_t first_operation(const Node& node) const;
  template <class Look>
  void for_each_operation(const Node& node, const Look& look) const;

  SpanDemands& demands_;
  std::vector<GroupSchedule> groups_;  // that were lowered last; none: no schedule
  std::vector<Node> nodes_;
  std::vector<std::size_t> first_node_;            // by group, and the end
  std::vector<std::uint32_t> node_of_, nodes_of_;  // by operation: its first node, how many
  std::vector<Edge> later_;                        // by node
  std::vector<std::uint32_t> first_later_, earlier_edges_;
  std::vector<std::uint32_t> trace_order_;

  // Room that is used again.
  std::vector<Node> before_;
  std::vector<std::size_t> first_before_;
  std::vector<std::uint32_t> rank_, by_rank_, waits_for_;
  std::vector<std::uint64_t> seen_from_;
  SmallestFirst ready_;
};

}  // namespace skipgrid::sim
