// Schedules that fit an iteration, drawn at random.
#pragma once

#include "sim/schedule/iteration/iteration.h"
#include "sim/schedule/schedule.h"
#include "sim/schedule/search/issue_order.h"
#include "tests/sim/array/random_cases.h"
#include "traces/input_error.h"

namespace skipgrid::sim::testing {

/// Strips are counted as one product in closed form: where that is to be exact, there are none.
inline GroupSchedule random_group(RandomCases& random, const Iteration& iteration, const ProductGroup& group,
                                  Skipping skipping, bool strips = true) {
  const std::vector<int> waits_for = iteration.waits_for_member(group);
  const int longest = random.between(1, 6);
  GroupSchedule schedule;
  schedule.pieces = random.one_in(2) ? 1 : random.between(1, 4);
  int first = 0;
  for (int i = 0; i < static_cast<int>(waits_for.size()); ++i) {
    if (i > first && i - first < longest && waits_for[static_cast<std::size_t>(i)] < first) {
      ++schedule.spans.back().steps;
    } else {
      schedule.spans.push_back({1, skipping == Skipping::on && !random.one_in(4), random.one_in(2)});
      first = i;
    }
  }
  if (!strips || group.axis == FusedAxis::m || random.one_in(2)) return schedule;
  for (Span& span : schedule.spans) {
    if (!random.one_in(3)) span.strips = {random.between(1, 3), random.between(1, 3), random.between(1, span.steps)};
  }
  return schedule;
}

/// Any order that overtakes no dependency and takes each group in its order; empty when it has come to an end early.
inline std::vector<std::uint32_t> random_order(RandomCases& random, const Lowered& lowered) {
  std::vector<std::uint32_t> ready, order;
  std::vector<std::ptrdiff_t> waits_for;
  const auto first_of_its_group = [&](std::size_t node) {
    return lowered.first_node(lowered.nodes()[node].group) == node;
  };
  for (std::uint32_t node = 0; node < lowered.nodes().size(); ++node) {
    waits_for.push_back(lowered.earlier_edges()[node]);
    if (!first_of_its_group(node)) ++waits_for.back();
    if (waits_for[node] == 0) ready.push_back(node);
  }
  while (!ready.empty()) {
    std::swap(ready[static_cast<std::size_t>(random.between(0, static_cast<int>(ready.size()) - 1))], ready.back());
    order.push_back(ready.back());
    ready.pop_back();
    for (const Lowered::Edge& edge : lowered.later(order.back())) {
      if (--waits_for[edge.node] == 0) ready.push_back(edge.node);
    }
    const std::uint32_t next = order.back() + 1;
    if (next < lowered.nodes().size() && !first_of_its_group(next) && --waits_for[next] == 0) ready.push_back(next);
  }
  if (order.size() < lowered.nodes().size()) order.clear();
  return order;
}

/// Spans, orientations, pieces, strips and an order that are legal together.
inline IterationSchedule random_schedule(RandomCases& random, const Iteration& iteration, const MachineConfig& config,
                                         Skipping skipping, bool strips = true) {
  SpanDemands demands(iteration, config, skipping);
  while (true) {
    IterationSchedule schedule;
    for (const ProductGroup& group : iteration.groups()) {
      schedule.groups.push_back(random_group(random, iteration, group, skipping, strips));
    }
    try {
      const Lowered lowered(demands, schedule.groups);
      const std::vector<std::uint32_t> order = random_order(random, lowered);
      if (order.empty()) continue;
      schedule.issue = runs_of(lowered, order);
      return schedule;
    } catch (const InputError&) {
      // The spans of two groups waited for one another.
    }
  }
}

}  // namespace skipgrid::sim::testing
