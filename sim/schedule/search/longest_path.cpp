#include <algorithm>
#include <utility>

#include "sim/schedule/search/issue_order.h"

namespace skipgrid::sim {

class ListScheduler::Parts {
 public:
  std::int64_t run(const Lowered& lowered, const SpanDemands& demands, const IssuePolicy& policy, std::int64_t limit) {
    const MachineConfig& config = demands.config();
    Run run{lowered, policy, limit, MachineClock(config)};
    order_.clear();
    find_paths(lowered, demands);
    // A product's bytes may be on their way before it is ready: a path through memory is no bound.
    run.bounded_by_paths = config.dram.kind == DramKind::ideal;
    for (const Node& node : lowered.nodes()) {
      run.memory_left += memory_of(node);
      if (node.product) run.array_left += demands.array_cycles(node.demand);
    }
    if (bound(run) >= limit) return kNever;
    if (run.bounded_by_paths && !path_.empty() && *std::max_element(path_.begin(), path_.end()) >= limit) return kNever;
    begin(lowered);
    if (!issue_all(run, demands)) return kNever;
    // Nodes of a group wait for the one before, which may wait for a later one through others.
    return order_.size() < lowered.nodes().size() ? kNever : run.cycles;
  }

  std::vector<std::uint32_t> order_;

 private:
  /// Longest path first, then as the trace has them.
  struct Urgency {
    std::int64_t path;
    std::uint32_t place, node;
    friend bool operator<(const Urgency& x, const Urgency& y) {
      return x.path != y.path ? x.path > y.path : x.place < y.place;
    }
  };

  /// Operations of one unit whose operands are on their way or there. Few at a time, at most one a group: both lists
  /// are kept in order, the first at the back.
  class Queue {
   public:
    struct Coming {
      std::int64_t ready_at;
      Urgency urgency;
      friend bool operator<(const Coming& x, const Coming& y) {
        return x.ready_at != y.ready_at ? x.ready_at < y.ready_at : x.urgency < y.urgency;
      }
    };

    void clear() {
      ready_.clear();
      coming_.clear();
    }
    void add(const Urgency& urgency, std::int64_t ready_at) { insert(coming_, Coming{ready_at, urgency}); }
    void remove(const Urgency& urgency, std::int64_t ready_at) {
      if (!erase(ready_, urgency)) erase(coming_, Coming{ready_at, urgency});
    }
    /// The first cycle, not before the unit is free, in which there is something to issue.
    std::int64_t next(std::int64_t free_at) const {
      if (!ready_.empty()) return free_at;
      return coming_.empty() ? kNever : std::max(free_at, coming_.back().ready_at);
    }
    const Urgency& most_urgent(std::int64_t now) {
      while (!coming_.empty() && coming_.back().ready_at <= now) {
        insert(ready_, coming_.back().urgency);
        coming_.pop_back();
      }
      return ready_.back();
    }
    /// The first at the back.
    const std::vector<Urgency>& ready() const { return ready_; }
    const std::vector<Coming>& coming() const { return coming_; }

   private:
    template <class Item>
    static auto place_of(std::vector<Item>& items, const Item& item) {
      return std::lower_bound(items.begin(), items.end(), item, [](const Item& x, const Item& y) { return y < x; });
    }
    template <class Item>
    static void insert(std::vector<Item>& items, const Item& item) {
      items.insert(place_of(items, item), item);
    }
    template <class Item>
    static bool erase(std::vector<Item>& items, const Item& item) {
      const auto place = place_of(items, item);
      if (place == items.end() || item < *place) return false;
      items.erase(place);
      return true;
    }

    std::vector<Urgency> ready_;
    std::vector<Coming> coming_;  // by the cycle in which they are ready
  };

  /// What is known of one schedule.
  struct Run {
    const Lowered& lowered;
    const IssuePolicy policy;
    const std::int64_t limit;
    MachineClock clock;
    std::int64_t array_left = 0, memory_left = 0;  // cycles of what is not issued
    bool bounded_by_paths = false;
    std::int64_t cycles = 0;
  };

  /// What the clock counts: of a product of which everything is dropped, nothing.
  static std::int64_t memory_of(const Node& node) {
    return node.product && node.demand.tiles == 0 ? 0 : node.demand.memory;
  }

  static std::int64_t bound(const Run& run) {
    const std::int64_t array = run.array_left > 0 ? run.clock.waves_from() + run.array_left : 0;
    return std::max(array, run.memory_left > 0 ? run.clock.bytes_from() + run.memory_left : 0);
  }

  /// Cycles from the start of each node to the end of the iteration, were there nothing else.
  void find_paths(const Lowered& lowered, const SpanDemands& demands) {
    path_.resize(lowered.nodes().size());
    place_.resize(lowered.nodes().size());
    const std::vector<std::uint32_t>& order = lowered.trace_order();
    for (std::size_t place = order.size(); place-- > 0;) {
      const std::uint32_t node = order[place];
      std::int64_t after = 0;
      for (const Lowered::Edge& edge : lowered.later(node)) {
        if (!edge.order_only) after = std::max(after, path_[edge.node]);
      }
      const Node& self = lowered.nodes()[node];
      path_[node] = after + (self.product ? demands.latency(self.demand) : self.demand.element_wise);
      place_[node] = static_cast<std::uint32_t>(place);
    }
  }

  void begin(const Lowered& lowered) {
    products_.clear();
    element_wise_.clear();
    waits_for_ = lowered.earlier_edges();
    ready_at_.assign(lowered.nodes().size(), 0);
    next_.resize(lowered.groups());
    for (std::size_t group = 0; group < lowered.groups(); ++group) {
      next_[group] = lowered.first_node(group);
      if (next_[group] < lowered.first_node(group + 1) && waits_for_[next_[group]] == 0) {
        known(lowered, static_cast<std::uint32_t>(next_[group]));
      }
    }
  }

  bool issue_all(Run& run, const SpanDemands& demands) {
    while (true) {
      const std::int64_t array_at = products_.next(run.clock.array_free());
      const std::int64_t vector_at = element_wise_.next(run.clock.vector_free());
      if (array_at == kNever && vector_at == kNever) return true;
      const Urgency chosen =
          vector_at <= array_at ? element_wise_.most_urgent(vector_at) : choose_product(run, array_at);
      if (!commit(run, demands, chosen)) return false;
    }
  }

  void known(const Lowered& lowered, std::uint32_t node) {
    Queue& queue = lowered.nodes()[node].product ? products_ : element_wise_;
    queue.add({path_[node], place_[node], node}, ready_at_[node]);
  }

  Urgency choose_product(const Run& run, std::int64_t now) {
    const Urgency first = products_.most_urgent(now);
    if (run.policy.patience == kNever) return first;
    // The more urgent one that is ready first.
    const std::vector<Queue::Coming>& all = products_.coming();
    const auto coming = std::find_if(all.rbegin(), all.rend(), [&](const auto& one) { return one.urgency < first; });
    if (coming == all.rend()) return first;
    constexpr std::ptrdiff_t kFillers = 24;
    const std::vector<Urgency>& ready = products_.ready();
    const auto last = ready.rbegin() + std::min(kFillers, static_cast<std::ptrdiff_t>(ready.size()));
    for (auto filler = ready.rbegin(); filler != last; ++filler) {
      MachineClock then = run.clock;
      then.product(ready_at_[filler->node], run.lowered.nodes()[filler->node].demand);
      if (then.array_free() <= coming->ready_at + run.policy.patience) return *filler;
    }
    return coming->urgency;
  }

  /// False when that cannot be done before the limit.
  bool commit(Run& run, const SpanDemands& demands, const Urgency& chosen) {
    const Lowered& lowered = run.lowered;
    const Node& node = lowered.nodes()[chosen.node];
    const std::int64_t ready = ready_at_[chosen.node];
    (node.product ? products_ : element_wise_).remove(chosen, ready);
    if (node.product) run.array_left -= demands.array_cycles(node.demand);
    run.memory_left -= memory_of(node);
    const std::int64_t done =
        node.product ? run.clock.product(ready, node.demand) : run.clock.element_wise(ready, node.demand);
    order_.push_back(chosen.node);
    run.cycles = std::max(run.cycles, done);
    std::int64_t after = 0;
    for (const Lowered::Edge& edge : lowered.later(chosen.node)) {
      if (!edge.order_only) {
        ready_at_[edge.node] = std::max(ready_at_[edge.node], done);
        after = std::max(after, path_[edge.node]);
      }
      if (--waits_for_[edge.node] == 0 && next_[lowered.nodes()[edge.node].group] == edge.node) {
        known(lowered, edge.node);
      }
    }
    const std::size_t follower = ++next_[node.group];
    if (follower < lowered.first_node(node.group + 1) && waits_for_[follower] == 0) {
      known(lowered, static_cast<std::uint32_t>(follower));
    }
    if (run.limit == kNever) return true;
    return std::max(run.bounded_by_paths ? done + after : done, bound(run)) < run.limit;
  }

  std::vector<std::int64_t> path_;
  std::vector<std::uint32_t> place_;      // in the order of the trace
  std::vector<std::uint32_t> waits_for_;  // how many that are not issued
  std::vector<std::int64_t> ready_at_;
  std::vector<std::size_t> next_;  // by group
  Queue products_, element_wise_;
};

ListScheduler::ListScheduler() : parts_(std::make_unique<Parts>()) {}
ListScheduler::~ListScheduler() = default;

std::int64_t ListScheduler::run(const Lowered& lowered, const SpanDemands& demands, const IssuePolicy& policy,
                                std::int64_t limit) {
  return parts_->run(lowered, demands, policy, limit);
}

const std::vector<std::uint32_t>& ListScheduler::order() const { return parts_->order_; }

Issued issue_by_longest_path(const Lowered& lowered, const SpanDemands& demands, const IssuePolicy& policy) {
  ListScheduler scheduler;
  const std::int64_t cycles = scheduler.run(lowered, demands, policy);
  if (cycles == kNever) return {{}, kNever};
  return {scheduler.order(), cycles};
}

}  // namespace skipgrid::sim
