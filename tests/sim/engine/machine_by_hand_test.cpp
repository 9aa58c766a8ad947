// Small machines whose every cycle is counted on paper: what both engines share cannot be checked one against the
// other.
#include <catch2/catch.hpp>

#include "sim/engine/machine.h"
#include "tests/sim/engine/random_machine.h"

using namespace skipgrid;
using namespace skipgrid::sim;
using namespace skipgrid::sim::testing;

namespace {

MachineConfig four_by_four() {
  MachineConfig config;
  config.array.rows = config.array.cols = 4;
  return config;
}

traces::GemmOp product(std::uint64_t id, std::int64_t m, std::int64_t k, std::int64_t n) {
  traces::GemmOp op;
  op.id = id;
  op.layer = "layer";
  op.m = m, op.k = k, op.n = n;
  op.a = {"a"}, op.b = {"b"}, op.c = {"c" + std::to_string(id)};
  return op;
}

/// Keeps the first `kept` of `neurons`.
traces::MaskPtr first_kept(std::size_t neurons, std::size_t kept) {
  traces::Mask mask(neurons);
  for (std::size_t neuron = kept; neuron < neurons; ++neuron) mask.drop(0, neuron);
  return std::make_shared<traces::TraceMask>(traces::TraceMask{0, mask});
}

struct Spending {
  std::int64_t total, compute, skip_stall, dram_stall, fill;
  friend bool operator==(const Spending& x, const Spending& y) {
    return x.total == y.total && x.compute == y.compute && x.skip_stall == y.skip_stall &&
           x.dram_stall == y.dram_stall && x.fill == y.fill;
  }
  friend std::ostream& operator<<(std::ostream& out, const Spending& x) {
    return out << x.total << ": compute " << x.compute << ", skip " << x.skip_stall << ", dram " << x.dram_stall
               << ", fill " << x.fill;
  }
};

Spending spending(Engine engine, const MachineConfig& config, const std::vector<AnyOp>& ops) {
  ResidencyPlanner planner(config);
  play(ops, planner);
  Machine machine(engine, config, Skipping::on, config.dram.kind == DramKind::ideal ? Residency() : planner.plan());
  play(ops, machine);
  const Stats& stats = machine.accounts().at(0).stats;
  return {machine.cycles().count(), stats.compute_cycles.count(), stats.skip_stall_cycles.count(),
          stats.dram_stall_cycles.count(), stats.fill_cycles.count()};
}

}  // namespace

TEST_CASE("The first mask is waited for, the next is scanned while the array works") {
  const Engine engine = GENERATE(Engine::pe, Engine::tile);
  MachineConfig config = four_by_four();
  // 8 of 100 kept: two tiles, each streams 8; load 4, two streams, skew 6.
  traces::GemmOp one = product(0, 8, 100, 4), other = product(1, 8, 100, 4);
  one.skip_k = other.skip_k = first_kept(100, 8);
  CHECK(spending(engine, config, {one}) == Spending{26, 16, 0, 0, 10});
  CHECK(spending(engine, config, {one, other}) == Spending{42, 32, 0, 0, 10});

  config.skip_unit = SkipUnitConfig{10, 1};  // 100 bits at 10 a cycle; 8 indices would take only 8
  CHECK(spending(engine, config, {one}) == Spending{36, 16, 10, 0, 10});
  CHECK(spending(engine, config, {one, other}) == Spending{52, 32, 10, 0, 10});
  config.skip_unit = SkipUnitConfig{100, 1};  // now the indices take longer
  CHECK(spending(engine, config, {one}) == Spending{34, 16, 8, 0, 10});
}

TEST_CASE("Element-wise work takes its elements by its kind's cost over the lanes, rounded up") {
  VectorUnitConfig unit{8};
  unit.costs[traces::index_of(traces::ElementWise::gru_forward)] = 2.5;
  const auto cycles = [&](traces::ElementWise kind, std::int64_t elements) {
    return unit.cycles(kind, elements).count();
  };
  CHECK(cycles(traces::ElementWise::gru_forward, 0) == 0);
  CHECK(cycles(traces::ElementWise::gru_forward, 16) == 5);
  CHECK(cycles(traces::ElementWise::gru_forward, 17) == 6);
  // The neighbours in the table keep their own: 30 and 18 by default.
  CHECK(cycles(traces::ElementWise::lstm_backward, 16) == 60);
  CHECK(cycles(traces::ElementWise::gru_backward, 16) == 36);
}

TEST_CASE("A tile is fetched when the buffer has room for it, and leaves room when it is in the PEs") {
  const Engine engine = GENERATE(Engine::pe, Engine::tile);
  MachineConfig config = four_by_four();
  config.dram.kind = DramKind::bandwidth;
  config.dram.bandwidth.millibytes_per_cycle = 64'000;  // a tile of 4 x 4 weights a cycle
  config.dram.bandwidth.latency = Cycles(100);
  const auto with_room_for = [&](std::int64_t tiles) {
    // A and C are pinned: they fit half of their buffers. B, of four tiles, does not.
    config.buffers = BuffersConfig{{Bytes(4096), 0}, {Bytes(64 * tiles), 0}, {Bytes(4096), 0}};
    return spending(engine, config, {product(0, 4, 16, 4)});
  };
  // All four: the first is there after 101 cycles, the others right behind it; load 4, four streams of 4, skew 6.
  CHECK(with_room_for(4) == Spending{127, 16, 0, 101, 10});
  // Three: wave 1 starts in cycle 105, which makes room; the last tile is asked for in 106 and there in 207, to be
  // loaded, streamed and drained in 14.
  CHECK(with_room_for(3).total == 106 + 101 + 14);
  // Two: so is the third tile. Wave 1 is over before: it streams from 109 to 112, and its last result leaves in 118.
  // The fourth tile is asked for in 119 and there in 220.
  CHECK(with_room_for(2).total == 119 + 101 + 14);
}
