// Random networks under random schedules: the same values, the same work, a valid trace, and cycles as in closed form.
#include <catch2/catch.hpp>

#include "sim/engine/machine.h"
#include "tests/sim/schedule/hand_made_trace.h"
#include "tests/sim/schedule/random_schedule.h"
#include "tests/sim/schedule/tiny_network.h"
#include "tests/sim/schedule/trace_values.h"
#include "traces/jsonl/trace_rules.h"

namespace skipgrid::sim::testing {

namespace {

MachineConfig ideal_machine(RandomCases& random) {
  MachineConfig config;
  config.array = random.array(6);
  config.array.precision = Precision::fp32;
  if (random.one_in(2)) config.skip_unit = SkipUnitConfig{random.between(1, 16), random.between(1, 4)};
  if (random.one_in(2)) config.vector_unit = VectorUnitConfig{random.between(1, 8)};
  return config;
}

RecordedTrace at_random(RandomCases& random, const RecordedTrace& trace, const MachineConfig& config,
                        Skipping skipping) {
  return scheduled(trace, config, skipping, [&](const Iteration& iteration, std::size_t) {
    return random_schedule(random, iteration, config, skipping);
  });
}

std::map<std::string, std::vector<float>> values_of(Engine engine, const ArrayConfig& array,
                                                    const RecordedTrace& original, const RecordedTrace& scheduled) {
  TraceValues values(engine, array, original);
  replay(scheduled, values);
  return values.values();
}

}  // namespace

TEST_CASE("Every schedule computes what the plain order does, through both engines") {
  const auto seed = static_cast<std::uint64_t>(GENERATE(take(60, random(1, 1'000'000'000))));
  CAPTURE(seed);
  RandomCases random(seed);
  const RecordedTrace trace = trace_of(random_network(seed));
  MachineConfig config = ideal_machine(random);
  const auto expected = values_of(Engine::tile, config.array, trace, trace);
  const RecordedTrace result = at_random(random, trace, config, Skipping::on);
  CHECK(values_of(Engine::tile, config.array, trace, result) == expected);
  if (seed % 4 == 0) CHECK(values_of(Engine::pe, config.array, trace, result) == expected);
}

TEST_CASE("A scheduled trace is a valid trace of the same work") {
  const auto seed = static_cast<std::uint64_t>(GENERATE(take(100, random(1, 1'000'000'000))));
  CAPTURE(seed);
  RandomCases random(seed);
  const RecordedTrace trace = trace_of(random_network(seed));
  const Skipping skipping = random.one_in(2) ? Skipping::on : Skipping::off;
  const MachineConfig config = ideal_machine(random);
  const RecordedTrace result = at_random(random, trace, config, skipping);
  traces::TraceRules rules;
  rules.check(result.header);
  for (const RecordedTrace::Op& op : result.ops) {
    std::visit([&](const auto& any) { REQUIRE_NOTHROW(rules.check(any)); }, op);
  }
  CHECK(result.ended);
  CHECK(dense_macs(result) == dense_macs(trace));
  CHECK(kept_macs(result) >= kept_macs(trace));
  if (skipping == Skipping::off) CHECK(kept_macs(result) == dense_macs(trace));
}

TEST_CASE("With ideal memory the machine takes the cycles of the closed form") {
  const auto seed = static_cast<std::uint64_t>(GENERATE(take(150, random(1, 1'000'000'000))));
  CAPTURE(seed);
  RandomCases random(seed);
  TinyNetwork network = random_network(seed);
  network.iterations = 1;
  const RecordedTrace trace = trace_of(network);
  const Skipping skipping = random.one_in(3) ? Skipping::off : Skipping::on;
  const MachineConfig config = ideal_machine(random);
  const Iteration iteration = iteration_of(trace);
  const IterationSchedule schedule = random_schedule(random, iteration, config, skipping, false);
  SpanDemands demands(iteration, config, skipping);
  const Lowered lowered(demands, schedule.groups);
  Machine machine(Engine::tile, config, skipping, Residency());
  replay(scheduled(trace, config, skipping, [&](const Iteration&, std::size_t) { return schedule; }), machine);
  CHECK(machine.cycles().count() == cycles_of(lowered, config, order_of(lowered, iteration, schedule.issue)));
  // And those that list scheduling counts on its way.
  const Issued issued = issue_by_longest_path(lowered, demands, {random.between(0, 40)});
  CHECK(issued.cycles == cycles_of(lowered, config, issued.order));
}

}  // namespace skipgrid::sim::testing
