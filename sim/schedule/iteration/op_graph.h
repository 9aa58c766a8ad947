// Who waits for whom within an iteration, while groups of operations are contracted to one.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

namespace skipgrid::sim {

/// Operations are indices 0, 1, 2, ... in trace order. A contracted group is known by its smallest member.
class OpGraph {
 public:
  struct Edge {
    std::size_t earlier = 0;
    std::size_t later = 0;
    /// Not a dependency: only the order in which a trace names two operations that add into the same result. It does
    /// not keep the two from being contracted with one another.
    bool order_only = false;
  };

  /// Requires earlier < later < ops for every edge.
  OpGraph(std::size_t ops, const std::vector<Edge>& edges);

  /// For each of `ops` (none contracted yet): the most of them on one path of the contracted graph that ends with it,
  /// itself included. Those with the same depth do not wait for one another, so contracting all of one depth, or parts
  /// of them, or several depths each for itself, leaves the graph without cycles.
  std::vector<int> depths(const std::vector<std::size_t>& ops) const;

  /// Contracts each list of increasing indices. Throws std::logic_error when that makes a cycle.
  void contract(const std::vector<std::vector<std::size_t>>& groups);

  /// What is left, each group by its smallest member, in an order that respects every edge and is otherwise the
  /// original one.
  const std::vector<std::size_t>& order() const { return order_; }
  /// All operations of a group, increasing.
  const std::vector<std::size_t>& members(std::size_t group) const { return members_[group]; }
  std::size_t group_of(std::size_t op) const { return group_[op]; }

 private:
  void sort();

  std::vector<Edge> edges_;              // by `later`
  std::vector<std::size_t> first_edge_;  // of each op into edges_
  std::vector<std::size_t> group_;       // smallest member of the group an op is in
  std::vector<std::vector<std::size_t>> members_;
  std::vector<std::size_t> order_;
};

}  // namespace skipgrid::sim
