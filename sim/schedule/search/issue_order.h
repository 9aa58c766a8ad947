// In which order operations are issued, and how long that takes in closed form.
#pragma once

#include <cstdint>
#include <limits>
#include <memory>
#include <vector>

#include "sim/schedule/lowering.h"

namespace skipgrid::sim {

/// A cycle that does not come.
inline constexpr std::int64_t kNever = std::numeric_limits<std::int64_t>::max();

/// Nodes in the order of issue, and the cycle in which the last is done.
struct Issued {
  std::vector<std::uint32_t> order;
  std::int64_t cycles = 0;
};

/// Cycles of the iteration alone on the machine, memory ideal, issued in this order. Requires an order that overtakes
/// no dependency.
std::int64_t cycles_of(const Lowered& lowered, const MachineConfig& config, const std::vector<std::uint32_t>& order);

/// How the next product is chosen when the array is free.
struct IssuePolicy {
  /// A product on the longer path to the end is about to be ready: what does not wait is issued before it only if that
  /// holds it up by no more than so many cycles.
  std::int64_t patience = 0;
};

/// Those that are worth a look.
std::vector<std::int64_t> patiences(const MachineConfig& config);

/// List scheduling: of what is ready, the operation with the longest path to the end goes first. What it needs room for
/// is kept from one schedule to the next.
class ListScheduler {
 public:
  ListScheduler();
  ~ListScheduler();

  /// The cycles that it takes when those are fewer than `limit`, and the order of issue in order(). Otherwise kNever:
  /// as soon as the longest path, the array or DRAM alone cannot be done before the limit, or when a group's nodes
  /// cannot be issued in their order.
  std::int64_t run(const Lowered& lowered, const SpanDemands& demands, const IssuePolicy& policy,
                   std::int64_t limit = kNever);
  const std::vector<std::uint32_t>& order() const;

 private:
  class Parts;
  std::unique_ptr<Parts> parts_;
};

/// Once. No order, and the most cycles that there are, when a group's nodes cannot be issued in their order.
Issued issue_by_longest_path(const Lowered& lowered, const SpanDemands& demands, const IssuePolicy& policy);

/// As a schedule says it.
std::vector<IssueRun> runs_of(const Lowered& lowered, const std::vector<std::uint32_t>& order);
/// What a schedule says; the order of the trace when it says nothing. Throws InputError naming a group that has more or
/// fewer operations, or is issued before one that it waits for.
std::vector<std::uint32_t> order_of(const Lowered& lowered, const Iteration& iteration,
                                    const std::vector<IssueRun>& runs);

}  // namespace skipgrid::sim
