// Every schedule of a tiny iteration, each group cut into at most two pieces: what a search is measured against.
#pragma once

#include <algorithm>
#include <functional>
#include <set>
#include <vector>

#include "sim/schedule/search/issue_order.h"
#include "traces/input_error.h"

namespace skipgrid::sim::testing {

/// Looks for a schedule that is faster than one that is known. Of schedules whose products take the same of the machine
/// one stands for all.
class EverySchedule {
 public:
  EverySchedule(SpanDemands& demands, Skipping skipping) : demands_(demands), skipping_(skipping) {}

  /// The fewest cycles of any, or `known` when none has fewer.
  std::int64_t fewest_cycles(std::int64_t known) {
    best_ = known;
    std::vector<std::vector<GroupSchedule>> ways;
    for (std::size_t g = 0; g < demands_.iteration().groups().size(); ++g) ways.push_back(ways_of(g));
    std::vector<GroupSchedule> chosen;
    choose(ways, chosen);
    return best_;
  }

 private:
  /// Of one choice of products; where there are more orders of issue, the others are not looked at.
  static constexpr int kMostSteps = 3000;

  std::vector<GroupSchedule> ways_of(std::size_t group) {
    std::vector<GroupSchedule> ways;
    std::set<std::vector<std::int64_t>> known;
    const ProductGroup& products = demands_.iteration().groups()[group];
    const std::vector<int> waits_for = demands_.iteration().waits_for_member(products);
    GroupSchedule one;
    const std::function<void(std::size_t)> extend = [&](std::size_t first) {
      if (first == waits_for.size()) {
        if (known.insert(taken(group, one)).second) ways.push_back(one);
        return;
      }
      for (std::size_t end = first + 1; end <= waits_for.size(); ++end) {
        if (waits_for[end - 1] >= static_cast<int>(first)) break;
        for (const bool transposed : {false, true}) {
          for (const bool skips : {false, true}) {
            if (skips && skipping_ == Skipping::off) continue;
            one.spans.push_back({static_cast<int>(end - first), skips, transposed});
            extend(end);
            one.spans.pop_back();
          }
        }
      }
    };
    for (one.pieces = 1; one.pieces <= 2; ++one.pieces) extend(0);
    return ways;
  }

  std::vector<std::int64_t> taken(std::size_t group, const GroupSchedule& schedule) {
    std::vector<std::int64_t> taken;
    std::size_t first = 0;
    for (const Span& span : schedule.spans) {
      taken.push_back(-span.steps);
      for (const Demand& piece : demands_.pieces(group, first, span, schedule.pieces)) {
        taken.insert(taken.end(), {piece.tiles, piece.stream, piece.scan});
      }
      first += static_cast<std::size_t>(span.steps);
    }
    return taken;
  }

  void choose(const std::vector<std::vector<GroupSchedule>>& ways, std::vector<GroupSchedule>& chosen) {
    if (chosen.size() == ways.size()) return look(chosen);
    for (const GroupSchedule& way : ways[chosen.size()]) {
      chosen.push_back(way);
      choose(ways, chosen);
      chosen.pop_back();
    }
  }

  void look(const std::vector<GroupSchedule>& chosen) {
    try {
      const Lowered lowered(demands_, chosen);
      Orders orders(*this, lowered);
      orders.look();
    } catch (const InputError&) {
      // The spans of two groups wait for one another.
    }
  }

  /// Orders of issue, cut short where neither the longest path nor the array can be done before the best so far.
  class Orders {
   public:
    Orders(EverySchedule& every, const Lowered& lowered)
        : every_(every),
          lowered_(lowered),
          earlier_(lowered.earlier()),
          path_(lowered.nodes().size()),
          done_(lowered.nodes().size(), kNever),
          steps_left_(kMostSteps) {
      for (std::size_t group = 0; group < lowered.groups(); ++group) next_.push_back(lowered.first_node(group));
      for (auto node = lowered.trace_order().rbegin(); node != lowered.trace_order().rend(); ++node) {
        const Node& self = lowered.nodes()[*node];
        std::int64_t after = 0;
        for (const Lowered::Edge& edge : lowered.later(*node)) {
          if (!edge.order_only) after = std::max(after, path_[edge.node]);
        }
        path_[*node] = after + (self.product ? every.demands_.latency(self.demand) : self.demand.element_wise);
        longest_ = std::max(longest_, path_[*node]);
        if (self.product) array_left_ += every.demands_.occupied(self.demand);
      }
    }

    void look() {
      if (std::max(longest_, array_left_) >= every_.best_) return;
      for (const std::int64_t patience : {kNever, std::int64_t{0}, std::int64_t{4}}) {
        every_.best_ = std::min(every_.best_, issue_by_longest_path(lowered_, every_.demands_, {patience}).cycles);
      }
      extend(MachineClock(every_.demands_.config()), 0, 0);
    }

   private:
    void extend(const MachineClock& clock, std::size_t issued, std::int64_t end) {
      if (issued == done_.size()) every_.best_ = std::min(every_.best_, end);
      if (clock.array_free() + array_left_ >= every_.best_ && array_left_ > 0) return;
      for (std::size_t group = 0; group < next_.size(); ++group) {
        const std::size_t node = next_[group];
        if (node == lowered_.first_node(group + 1)) continue;
        const std::int64_t ready = ready_at(node);
        if (ready == kNever || ready + path_[node] >= every_.best_ || --steps_left_ <= 0) continue;
        const Node& self = lowered_.nodes()[node];
        const std::int64_t occupied = self.product ? every_.demands_.occupied(self.demand) : 0;
        MachineClock then = clock;
        done_[node] = self.product ? then.product(ready, self.demand) : then.element_wise(ready, self.demand);
        ++next_[group], array_left_ -= occupied;
        extend(then, issued + 1, std::max(end, done_[node]));
        --next_[group], array_left_ += occupied;
        done_[node] = kNever;
      }
    }

    std::int64_t ready_at(std::size_t node) const {
      std::int64_t ready = 0;
      for (const Lowered::Edge& edge : earlier_[node]) {
        if (done_[edge.node] == kNever) return kNever;
        if (!edge.order_only) ready = std::max(ready, done_[edge.node]);
      }
      return ready;
    }

    EverySchedule& every_;
    const Lowered& lowered_;
    const std::vector<std::vector<Lowered::Edge>> earlier_;
    std::vector<std::int64_t> path_, done_;
    std::vector<std::size_t> next_;  // by group
    std::int64_t longest_ = 0, array_left_ = 0;
    int steps_left_;
  };

  SpanDemands& demands_;
  const Skipping skipping_;
  std::int64_t best_ = 0;
};

}  // namespace skipgrid::sim::testing
