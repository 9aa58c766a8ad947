// The bound by which schedules are left out: no machine beats it, and one with ideal memory meets it.
#include "sim/schedule/least_cycles.h"

#include <catch2/catch.hpp>

#include "tests/sim/engine/random_machine.h"
#include "tests/sim/experiment/tiny_run.h"

namespace skipgrid::sim::testing {

TEST_CASE(
    "No machine takes fewer cycles than the least of a scheduled trace, and one with ideal memory takes just those") {
  const auto seed = static_cast<std::uint64_t>(GENERATE(take(200, random(1, 1'000'000'000))));
  CAPTURE(seed);
  RandomCases random(seed);
  TinyRun run(seed);
  run.config = random_machine(random, 6);
  const Skipping skipping = random.one_in(3) ? Skipping::off : Skipping::on;
  const CutTrace trace(run.produce());
  const RunSchedule schedule = schedule_each(
      trace, [&](const Iteration& iteration) { return random_schedule(random, iteration, run.config, skipping); });
  const ScheduledTrace scheduled(run.config, skipping, schedule, trace);
  const Residency residency = scheduled.residency();
  const Cycles least = scheduled.at_least(residency);
  const Cycles cycles = measure(Engine::tile, scheduled, residency).cycles;
  CHECK(scheduled.at_least(kNothingMoves) <= least);
  CHECK(least <= cycles);
  if (run.config.dram.kind == DramKind::ideal && !run.config.buffers) CHECK(least == cycles);
}

TEST_CASE("A trace that is cut shows the same iterations each time") {
  const auto seed = static_cast<std::uint64_t>(GENERATE(take(5, random(1, 1'000'000'000))));
  CAPTURE(seed);
  const TinyRun run(seed);
  const CutTrace trace(run.produce());
  CHECK(trace.kept());
  std::vector<std::string> first, second;
  trace.for_each([&](const Iteration& iteration) { first.push_back(iteration.structure()); });
  trace.for_each([&](const Iteration& iteration) { second.push_back(iteration.structure()); });
  CHECK(first.size() == run.schedule.iterations.size());
  CHECK(first == second);
}

}  // namespace skipgrid::sim::testing
