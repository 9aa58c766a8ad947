// Laws of the -best variants: a machine that has more of something does not take more cycles, nor one that has less to
// do since more is dropped. A search cannot promise that; how often it is true is held here.
#include <catch2/catch.hpp>
#include <functional>
#include <map>
#include <nlohmann/json.hpp>
#include <random>
#include <string>

#include "models/workload.h"
#include "sim/experiment/results.h"
#include "sim/experiment/run_variants.h"
#include "tests/models/recorded_trace.h"
#include "tests/sim/array/random_cases.h"
#include "tests/sim/engine/random_machine.h"
#include "tests/sim/schedule/tiny_network.h"

namespace skipgrid::sim::testing {

namespace {

/// With every unit, buffers that are now and then just large enough, and a memory that has a bandwidth.
MachineConfig limited_machine(RandomCases& random) {
  MachineConfig config = random_machine(random, 8);
  config.dram = {};
  config.dram.kind = DramKind::bandwidth;
  config.dram.bandwidth.millibytes_per_cycle = random.between(2000, 64000);
  config.dram.bandwidth.latency = Cycles(random.between(0, 100));
  if (!config.skip_unit) config.skip_unit = SkipUnitConfig{random.between(1, 64), random.between(1, 16)};
  if (!config.vector_unit) config.vector_unit = VectorUnitConfig{random.between(1, 64)};
  return config;
}

/// Six steps of a network, large enough for one percent to be some hundred cycles.
TinyNetwork small_network(std::uint64_t seed) {
  TinyNetwork network = random_network(seed);
  network.steps = 6;
  network.batch = 4;
  for (int& width : network.widths) width *= 4;
  return network;
}

void each_buffer(MachineConfig& config, const std::function<void(BufferConfig& buffer)>& change) {
  if (!config.buffers) return;
  for (BufferConfig* buffer : {&config.buffers->a, &config.buffers->b, &config.buffers->c}) change(*buffer);
}

/// What makes a machine better.
const std::map<std::string, std::function<void(MachineConfig& config)>> kBetter{
    {"twice the bandwidth", [](MachineConfig& config) { config.dram.bandwidth.millibytes_per_cycle *= 2; }},
    {"half the latency",
     [](MachineConfig& config) { config.dram.bandwidth.latency = Cycles(config.dram.bandwidth.latency.count() / 2); }},
    {"ideal memory", [](MachineConfig& config) { config.dram = {}; }},
    {"buffers twice as large",
     [](MachineConfig& config) {
       each_buffer(config, [](BufferConfig& buffer) { buffer.capacity = Bytes(2 * buffer.capacity.count()); });
     }},
    {"ports twice as wide",
     [](MachineConfig& config) { each_buffer(config, [](BufferConfig& buffer) { buffer.bytes_per_cycle *= 2; }); }},
    {"a skip unit twice as fast",
     [](MachineConfig& config) {
       config.skip_unit->mask_bits_per_cycle *= 2;
       config.skip_unit->indices_per_cycle *= 2;
     }},
    {"twice the lanes", [](MachineConfig& config) { config.vector_unit->lanes *= 2; }}};

std::map<Variant, std::int64_t> best_cycles(const MachineConfig& config, const std::vector<AnyOp>& trace,
                                            const std::vector<Variant>& variants) {
  Scheduling normal;
  normal.effort = Effort::normal;
  std::map<Variant, std::int64_t> cycles;
  for (const VariantResult& result : run_variants(
           Engine::tile, config, variants, [&](Variant, traces::TraceSink& sink) { play(trace, sink); }, normal)) {
    cycles[result.variant] = result.stats().total().cycles.count();
  }
  return cycles;
}

/// A small language model; the same seed, whatever is dropped: of what a higher rate keeps, nothing is dropped by a
/// lower one.
std::vector<AnyOp> dropping(double rate, int seed) {
  const nlohmann::json sizes{{"model", "lstm_lm"}, {"layers", 2}, {"hidden", 24},
                             {"steps", 5},         {"batch", 4},  {"vocabulary", 40}};
  const nlohmann::json dropout{{"case", "III"}, {"nr", rate}, {"rh", rate}, {"seed", seed}};
  models::RecordedTrace trace;
  models::trace_workload(models::workload_from_json(sizes, "sizes"), models::dropout_from_json(dropout, "dropout"), 1,
                         trace);
  return trace.ops;
}

}  // namespace

TEST_CASE(
    "The more is dropped of what a lower rate drops, too, the fewer cycles the best takes, but for 1 % in at most 1 of "
    "9 comparisons, and 10 % in all") {
  int over = 0, comparisons = 0;
  for (int seed = 1; seed <= 3; ++seed) {
    CAPTURE(seed);
    RandomCases random(static_cast<std::uint64_t>(seed) * 49979687);
    const MachineConfig machine = limited_machine(random);
    std::int64_t before = 0;
    for (const double rate : {0.05, 0.2, 0.5, 0.8}) {
      CAPTURE(rate);
      const std::int64_t now =
          best_cycles(machine, dropping(rate, seed), {Variant::structured_best}).at(Variant::structured_best);
      if (before > 0) {
        INFO("ratio " << double(now) / double(before));
        CHECK(now * 100 <= before * 110);
        ++comparisons;
        if (now * 100 > before * 101) ++over;
      }
      before = now;
    }
  }
  CAPTURE(over, comparisons);
  CHECK(over * 9 <= comparisons);
}

TEST_CASE(
    "More bandwidth, less latency, ideal memory, larger buffers, wider ports, faster scans and more lanes cost the "
    "best "
    "1 % in at most 1 of 50 comparisons, and never 5 %") {
  const std::vector<Variant> both{Variant::structured_best, Variant::dense_best};
  std::mt19937_64 seeds(1);
  int over = 0, comparisons = 0;
  for (int i = 0; i < 4; ++i) {
    const std::uint64_t seed = seeds() % 1'000'000'000;
    CAPTURE(seed);
    RandomCases random(seed);
    const std::vector<AnyOp> trace = trace_of(small_network(seed)).ops;
    const MachineConfig worse = limited_machine(random);
    const std::map<Variant, std::int64_t> before = best_cycles(worse, trace, both);
    for (const auto& [what, improve] : kBetter) {
      CAPTURE(what);
      MachineConfig better = worse;
      improve(better);
      for (const auto& [variant, cycles] : best_cycles(better, trace, both)) {
        CAPTURE(to_string(variant));
        INFO("ratio " << double(cycles) / double(before.at(variant)));
        CHECK(cycles * 100 <= before.at(variant) * 105);
        ++comparisons;
        if (cycles * 100 > before.at(variant) * 101) ++over;
      }
    }
  }
  CAPTURE(over, comparisons);
  CHECK(over * 50 <= comparisons);
}

}  // namespace skipgrid::sim::testing
