// A schedule put to an iteration: the products and element-wise operations that come of it and who waits for whom, with
// what each takes of the machine.
#pragma once

#include <cstddef>
#include <cstdint>
#include <tuple>
#include <unordered_map>
#include <vector>

#include "sim/engine/machine_config.h"
#include "sim/engine/residency.h"
#include "sim/engine/skipping.h"
#include "sim/schedule/iteration/iteration.h"
#include "sim/schedule/machine_clock.h"
#include "sim/schedule/schedule.h"

namespace skipgrid::sim {

/// Of a trace whose tensors are all on chip.
inline const Residency kNothingMoves{};

/// What products take of the machine; each is worked out once.
class SpanDemands {
 public:
  /// The residency, which is of about such a trace, says what moves no bytes; it must outlive this. Empty: nothing
  /// does.
  SpanDemands(const Iteration& iteration, const MachineConfig& config, Skipping skipping,
              const Residency& residency = kNothingMoves);

  const Iteration& iteration() const { return iteration_; }
  const MachineConfig& config() const { return config_; }

  /// Of each piece of members [first, first + span.steps) of a group; none when they are too large for one product. The
  /// result stays valid.
  const std::vector<Demand>& pieces(std::size_t group, std::size_t first, const Span& span, int pieces);
  /// True when there is something that such a product skips.
  bool skips(std::size_t group, std::size_t first, const Span& span) const;
  /// Of an element-wise operation of the iteration.
  const Demand& element_wise(std::size_t op) const { return element_wise_[op]; }
  /// Cycles for which a product keeps the array from the next one, when nothing else does.
  std::int64_t occupied(const Demand& product) const;
  /// Cycles of a product alone.
  std::int64_t latency(const Demand& product) const;

 private:
  Demand element_wise_demand(const traces::VectorOp& op) const;
  std::int64_t memory_cycles(Bytes bytes) const;

  /// Group, first member, steps, whether it skips, whether it is transposed, pieces.
  using Key = std::tuple<std::size_t, std::size_t, int, bool, bool, int>;
  struct Hash {
    std::size_t operator()(const Key& key) const;
  };

  const Iteration& iteration_;
  const MachineConfig& config_;
  const Skipping skipping_;
  const Residency& residency_;
  std::unordered_map<Key, std::vector<Demand>, Hash> known_;
  std::vector<Demand> element_wise_;  // by operation
};

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
