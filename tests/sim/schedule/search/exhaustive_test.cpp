// The search held to all schedules that there are, on networks small enough to look at every one.
#include <catch2/catch.hpp>

#include "sim/schedule/search/search.h"
#include "tests/sim/array/random_cases.h"
#include "tests/sim/schedule/hand_made_trace.h"
#include "tests/sim/schedule/search/every_schedule.h"
#include "tests/sim/schedule/tiny_network.h"

namespace skipgrid::sim::testing {

namespace {

/// The forward pass of three steps, or what follows it in an iteration of two.
Iteration tiny_iteration(RandomCases& random, std::uint64_t seed) {
  const bool forward = random.one_in(2);
  TinyNetwork network;
  network.layers = 1, network.steps = forward ? 3 : 2, network.batch = random.between(1, 2);
  network.widths = {random.between(1, 8), random.between(1, 8)};
  network.masks_recurrence = random.one_in(2);
  network.seed = seed;
  const RecordedTrace trace = trace_of(network);
  const auto is_forward = [](const RecordedTrace::Op& op) {
    return std::visit([](const auto& one) { return one.phase == Phase::FP; }, op);
  };
  const auto backward = std::find_if_not(trace.ops.begin(), trace.ops.end(), is_forward);
  return Iteration(forward ? IterationOps(trace.ops.begin(), backward) : IterationOps(backward, trace.ops.end()));
}

MachineConfig tiny_machine(RandomCases& random) {
  MachineConfig config;
  config.array.rows = random.between(1, 4), config.array.cols = random.between(1, 4);
  config.array.dataflow = static_cast<Dataflow>(random.between(0, 2));
  config.array.schedule = static_cast<Schedule>(random.between(0, 1));
  if (random.one_in(2)) config.vector_unit = VectorUnitConfig{random.between(1, 4)};
  if (random.one_in(3)) config.skip_unit = SkipUnitConfig{random.between(1, 8), random.between(1, 2)};
  return config;
}

}  // namespace

TEST_CASE(
    "A thorough search finds the fewest cycles of all schedules of most tiny networks, and never misses by an eighth") {
  // Measured: equal in 49 of 60 and 85 of 100, 11.2 % above at most.
  constexpr int kNetworks = 60, kEqual = 49;
  constexpr double kFurthest = 1.0 / 9;
  int equal = 0;
  for (std::uint64_t seed = 1; seed <= kNetworks; ++seed) {
    CAPTURE(seed);
    RandomCases random(seed);
    const Iteration iteration = tiny_iteration(random, seed);
    const MachineConfig config = tiny_machine(random);
    const Skipping skipping = random.one_in(4) ? Skipping::off : Skipping::on;
    const std::int64_t found = search_schedules(iteration, config, skipping, Effort::thorough).front().cycles;
    SpanDemands demands(iteration, config, skipping);
    const std::int64_t fewest = EverySchedule(demands, skipping).fewest_cycles(found);
    CAPTURE(found, fewest);
    CHECK(static_cast<double>(found - fewest) <= kFurthest * static_cast<double>(fewest) + 1e-9);
    if (found == fewest) ++equal;
  }
  CHECK(equal >= kEqual);
}

}  // namespace skipgrid::sim::testing
