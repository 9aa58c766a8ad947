// What a search finds: never worse than the schedules that are fixed, the same each time, and on networks small enough
// to look at every schedule nothing that misses the best.
#include "sim/schedule/search/search.h"

#include <catch2/catch.hpp>

#include "sim/schedule/fixed_schedules.h"
#include "sim/schedule/search/issue_order.h"
#include "tests/sim/schedule/hand_made_trace.h"
#include "tests/sim/schedule/random_schedule.h"
#include "tests/sim/schedule/tiny_network.h"

namespace skipgrid::sim::testing {

namespace {

MachineConfig square_array(int side, Dataflow dataflow, Schedule schedule) {
  MachineConfig config;
  config.array.rows = config.array.cols = side;
  config.array.dataflow = dataflow;
  config.array.schedule = schedule;
  return config;
}

std::int64_t cycles_in(SpanDemands& demands, const IterationSchedule& schedule) {
  const Lowered lowered(demands, schedule.groups);
  return cycles_of(lowered, demands.config(), order_of(lowered, demands.iteration(), schedule.issue));
}

}  // namespace

TEST_CASE("What is found takes the cycles that the search says, and no more than any schedule that is fixed") {
  const auto seed = static_cast<std::uint64_t>(GENERATE(take(30, random(1, 1'000'000'000))));
  CAPTURE(seed);
  RandomCases random(seed);
  TinyNetwork network = random_network(seed);
  network.iterations = 1;
  const Iteration iteration = iteration_of(trace_of(network));
  const MachineConfig config =
      square_array(random.between(1, 8), static_cast<Dataflow>(random.between(0, 2)), static_cast<Schedule>(seed % 2));
  const Skipping skipping = random.one_in(2) ? Skipping::on : Skipping::off;
  SpanDemands demands(iteration, config, skipping);
  const std::vector<FoundSchedule> found = search_schedules(iteration, config, skipping, Effort::normal);
  REQUIRE_FALSE(found.empty());
  for (const FoundSchedule& one : found) CHECK(cycles_in(demands, one.schedule) == one.cycles);
  CHECK(found.front().cycles <= cycles_in(demands, fused_wherever_legal(iteration)));
  CHECK(found.front().cycles <= cycles_in(demands, step_by_step(iteration)));
  for (int i = 0; i < 5; ++i) {
    CHECK(found.front().cycles <= cycles_in(demands, random_schedule(random, iteration, config, skipping, false)));
  }
  const std::vector<FoundSchedule> again = search_schedules(iteration, config, skipping, Effort::normal);
  CHECK(again.front().schedule == found.front().schedule);
}

TEST_CASE("A search that goes further finds nothing slower") {
  const auto seed = static_cast<std::uint64_t>(GENERATE(take(5, random(1, 1'000'000'000))));
  CAPTURE(seed);
  TinyNetwork network = random_network(seed);
  network.iterations = 1;
  const Iteration iteration = iteration_of(trace_of(network));
  const MachineConfig config = square_array(4, Dataflow::ws, Schedule::overlapped);
  const auto cycles = [&](Effort effort) {
    return search_schedules(iteration, config, Skipping::on, effort).front().cycles;
  };
  CHECK(cycles(Effort::normal) <= cycles(Effort::quick));
  CHECK(cycles(Effort::thorough) <= cycles(Effort::normal));
}

}  // namespace skipgrid::sim::testing
