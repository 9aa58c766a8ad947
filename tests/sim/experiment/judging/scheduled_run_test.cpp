#include "sim/experiment/judging/scheduled_run.h"

#include <catch2/catch.hpp>

#include "tests/sim/experiment/tiny_run.h"

namespace skipgrid::sim::testing {

namespace {

MachineConfig with_buffers(MachineConfig config, std::int64_t bytes) {
  BufferConfig buffer;
  buffer.capacity = Bytes(bytes);
  config.buffers = BuffersConfig{buffer, buffer, buffer};
  return config;
}

Cycles cycles_of(const MachineConfig& config, const RunSchedule& schedule, const CutTrace& trace) {
  const ScheduledTrace scheduled(config, Skipping::on, schedule, trace);
  return measure(Engine::tile, scheduled, scheduled.residency()).cycles;
}

}  // namespace

TEST_CASE("A schedule that uses a share of the buffers takes the cycles of a machine that has no more") {
  const auto seed = static_cast<std::uint64_t>(GENERATE(take(20, random(1, 1'000'000'000))));
  CAPTURE(seed);
  const TinyRun tiny(seed);
  const CutTrace trace(tiny.produce());
  MachineConfig config = tiny.config;
  config.dram.kind = DramKind::bandwidth;
  config.dram.bandwidth.millibytes_per_cycle = 3000;
  RunSchedule schedule = in_trace_order(tiny.schedule);
  const Cycles small = cycles_of(with_buffers(config, 256), schedule, trace);
  schedule.share_of_buffers = 0.25;
  CHECK(cycles_of(with_buffers(config, 1024), schedule, trace) == small);
}

}  // namespace skipgrid::sim::testing
