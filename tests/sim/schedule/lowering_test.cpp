// A schedule lowered in place of another is what it would be alone.
#include "sim/schedule/lowering.h"

#include <catch2/catch.hpp>

#include "sim/schedule/search/issue_order.h"
#include "tests/sim/schedule/hand_made_trace.h"
#include "tests/sim/schedule/random_schedule.h"
#include "tests/sim/schedule/tiny_network.h"
#include "traces/input_error.h"

namespace skipgrid::sim::testing {

namespace {

using Edges = std::vector<std::vector<std::pair<std::uint32_t, bool>>>;

Edges earlier_of(const Lowered& lowered) {
  Edges edges;
  for (const auto& of_node : lowered.earlier()) {
    auto& list = edges.emplace_back();
    for (const Lowered::Edge& edge : of_node) list.emplace_back(edge.node, edge.order_only);
    std::sort(list.begin(), list.end());
  }
  return edges;
}

}  // namespace

TEST_CASE("Lowering one schedule after another, legal or not, gives for each what it gives alone") {
  const auto seed = static_cast<std::uint64_t>(GENERATE(take(30, random(1, 1'000'000'000))));
  CAPTURE(seed);
  RandomCases random(seed);
  const Iteration iteration = iteration_of(trace_of(random_network(seed)));
  MachineConfig config;
  config.array.rows = config.array.cols = random.between(1, 6);
  SpanDemands demands(iteration, config, Skipping::on);
  Lowered again(demands);
  std::vector<GroupSchedule> groups = random_schedule(random, iteration, config, Skipping::on).groups;
  for (int i = 0; i < 20; ++i) {
    for (int changed = random.between(0, 2); changed > 0; --changed) {
      const auto g = static_cast<std::size_t>(random.between(0, static_cast<int>(groups.size()) - 1));
      groups[g] = random_group(random, iteration, iteration.groups()[g], Skipping::on);
    }
    try {
      const Lowered alone(demands, groups);
      again.lower(groups);
      REQUIRE(again.nodes().size() == alone.nodes().size());
      for (std::size_t node = 0; node < alone.nodes().size(); ++node) {
        CHECK(again.nodes()[node].demand == alone.nodes()[node].demand);
        CHECK(again.operations(node) == alone.operations(node));
      }
      CHECK(earlier_of(again) == earlier_of(alone));
      CHECK(again.trace_order() == alone.trace_order());
    } catch (const InputError&) {
      CHECK_THROWS_AS(again.lower(groups), InputError);
    }
  }
}

TEST_CASE("List scheduling with a limit finds the same cycles below it, and none at or above it") {
  const auto seed = static_cast<std::uint64_t>(GENERATE(take(60, random(1, 1'000'000'000))));
  CAPTURE(seed);
  RandomCases random(seed);
  const Iteration iteration = iteration_of(trace_of(random_network(seed)));
  MachineConfig config;
  config.array = random.array(6);
  SpanDemands demands(iteration, config, Skipping::on);
  const Lowered lowered(demands, random_schedule(random, iteration, config, Skipping::on).groups);
  const IssuePolicy policy{random.one_in(2) ? kNever : random.between(0, 20)};
  ListScheduler scheduler;
  const std::int64_t cycles = scheduler.run(lowered, demands, policy);
  if (cycles == kNever) return;
  const std::vector<std::uint32_t> order = scheduler.order();
  CHECK(cycles == cycles_of(lowered, config, order));
  CHECK(scheduler.run(lowered, demands, policy, cycles) == kNever);
  CHECK(scheduler.run(lowered, demands, policy, cycles + 1) == cycles);
  CHECK(scheduler.order() == order);
}

}  // namespace skipgrid::sim::testing
