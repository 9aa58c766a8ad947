#include <algorithm>
#include <set>

#include "sim/schedule/search/issue_order.h"

namespace skipgrid::sim {

namespace {

/// Cycles from the start of each node to the end of the iteration, were there nothing else.
std::vector<std::int64_t> paths_to_the_end(const Lowered& lowered, const SpanDemands& demands) {
  std::vector<std::int64_t> path(lowered.nodes().size());
  const std::vector<std::uint32_t>& order = lowered.trace_order();
  for (auto node = order.rbegin(); node != order.rend(); ++node) {
    std::int64_t after = 0;
    for (const Lowered::Edge& edge : lowered.later(*node)) {
      if (!edge.order_only) after = std::max(after, path[edge.node]);
    }
    const Node& self = lowered.nodes()[*node];
    path[*node] = after + (self.product ? demands.latency(self.demand) : self.demand.element_wise);
  }
  return path;
}

/// Longest path first, then as the trace has them.
struct Urgency {
  std::int64_t path;
  std::uint32_t place, node;
  friend bool operator<(const Urgency& x, const Urgency& y) {
    return x.path != y.path ? x.path > y.path : x.place < y.place;
  }
};

class ListScheduler {
 public:
  ListScheduler(const Lowered& lowered, const SpanDemands& demands, const IssuePolicy& policy)
      : lowered_(lowered),
        policy_(policy),
        clock_(demands.config()),
        path_(paths_to_the_end(lowered, demands)),
        place_(lowered.nodes().size()),
        waits_for_(lowered.nodes().size(), 0),
        ready_at_(lowered.nodes().size(), 0) {
    for (std::size_t group = 0; group < lowered.groups(); ++group) next_.push_back(lowered.first_node(group));
    for (std::uint32_t i = 0; i < lowered.trace_order().size(); ++i) place_[lowered.trace_order()[i]] = i;
    for (std::uint32_t node = 0; node < lowered.nodes().size(); ++node) {
      const Lowered::Edges earlier = lowered.earlier(node);
      waits_for_[node] = static_cast<std::uint32_t>(earlier.end() - earlier.begin());
      if (is_next(node)) known(node);
    }
  }

  Issued run() {
    while (true) {
      const std::int64_t array_at = products_.next(clock_.array_free());
      const std::int64_t vector_at = element_wise_.next(clock_.vector_free());
      if (array_at == kNever && vector_at == kNever) break;
      if (vector_at <= array_at) {
        commit(element_wise_.most_urgent(vector_at));
      } else {
        commit(choose_product(array_at));
      }
    }
    // Nodes of a group wait for the one before, which may wait for a later one through others.
    if (issued_.order.size() < lowered_.nodes().size()) return {{}, kNever};
    return std::move(issued_);
  }

 private:
  /// Operations of one unit whose operands are on their way or there.
  class Queue {
   public:
    void add(const Urgency& urgency, std::int64_t ready_at) { coming_.insert({ready_at, urgency}); }
    void remove(const Urgency& urgency, std::int64_t ready_at) {
      if (ready_.erase(urgency) == 0) coming_.erase({ready_at, urgency});
    }
    /// The first cycle, not before the unit is free, in which there is something to issue.
    std::int64_t next(std::int64_t free_at) const {
      if (!ready_.empty()) return free_at;
      return coming_.empty() ? kNever : std::max(free_at, coming_.begin()->first);
    }
    const Urgency& most_urgent(std::int64_t now) {
      arrive(now);
      return *ready_.begin();
    }
    void arrive(std::int64_t now) {
      while (!coming_.empty() && coming_.begin()->first <= now) {
        ready_.insert(coming_.begin()->second);
        coming_.erase(coming_.begin());
      }
    }
    const std::set<Urgency>& ready() const { return ready_; }
    const std::set<std::pair<std::int64_t, Urgency>>& coming() const { return coming_; }

   private:
    std::set<Urgency> ready_;
    std::set<std::pair<std::int64_t, Urgency>> coming_;  // by the cycle in which they are ready
  };

  Urgency urgency(std::uint32_t node) const { return {path_[node], place_[node], node}; }

  bool is_next(std::uint32_t node) const {
    return waits_for_[node] == 0 && next_[lowered_.nodes()[node].group] == node;
  }

  void known(std::uint32_t node) {
    Queue& queue = lowered_.nodes()[node].product ? products_ : element_wise_;
    queue.add(urgency(node), ready_at_[node]);
  }

  Urgency choose_product(std::int64_t now) {
    const Urgency first = products_.most_urgent(now);
    if (policy_.patience == kNever) return first;
    // The more urgent one that is ready first.
    for (const auto& [ready_at, coming] : products_.coming()) {
      if (!(coming < first)) continue;
      constexpr int kFillers = 24;
      int looked_at = 0;
      for (const Urgency& filler : products_.ready()) {
        if (++looked_at > kFillers) break;
        MachineClock then = clock_;
        then.product(ready_at_[filler.node], lowered_.nodes()[filler.node].demand);
        if (then.array_free() <= ready_at + policy_.patience) return filler;
      }
      return coming;
    }
    return first;
  }

  void commit(const Urgency chosen) {
    const Node& node = lowered_.nodes()[chosen.node];
    (node.product ? products_ : element_wise_).remove(chosen, ready_at_[chosen.node]);
    const std::int64_t ready = ready_at_[chosen.node];
    const std::int64_t done =
        node.product ? clock_.product(ready, node.demand) : clock_.element_wise(ready, node.demand);
    issued_.order.push_back(chosen.node);
    issued_.cycles = std::max(issued_.cycles, done);
    for (const Lowered::Edge& edge : lowered_.later(chosen.node)) {
      if (!edge.order_only) ready_at_[edge.node] = std::max(ready_at_[edge.node], done);
      --waits_for_[edge.node];
      if (is_next(edge.node)) known(edge.node);
    }
    const std::size_t follower = ++next_[node.group];
    if (follower < lowered_.first_node(node.group + 1) && waits_for_[follower] == 0)
      known(static_cast<std::uint32_t>(follower));
  }

  const Lowered& lowered_;
  const IssuePolicy policy_;
  MachineClock clock_;
  const std::vector<std::int64_t> path_;
  std::vector<std::uint32_t> place_;      // in the order of the trace
  std::vector<std::uint32_t> waits_for_;  // how many that are not issued
  std::vector<std::int64_t> ready_at_;
  std::vector<std::size_t> next_;  // by group
  Queue products_, element_wise_;
  Issued issued_;
};

}  // namespace

Issued issue_by_longest_path(const Lowered& lowered, const SpanDemands& demands, const IssuePolicy& policy) {
  return ListScheduler(lowered, demands, policy).run();
}

}  // namespace skipgrid::sim
