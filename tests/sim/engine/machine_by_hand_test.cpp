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

Spending spending(Engine engine, const MachineConfig& config, const std::vector<AnyOp>& ops,
                  const std::vector<std::string>& pinned = {}) {
  ResidencyPlanner planner(config);
  play(ops, planner);
  Machine machine(engine, config, Skipping::on,
                  config.dram.kind == DramKind::ideal ? Residency() : planner.plan(pinned));
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

TEST_CASE("Without a vector unit an operation is done when those that it waits for are, whatever else there is") {
  const Engine engine = GENERATE(Engine::pe, Engine::tile);
  MachineConfig config = four_by_four();
  // The second operation reads nothing that was computed, and the second product only what it writes.
  traces::GemmOp one = product(0, 4, 4, 4), other = product(3, 4, 4, 4);
  traces::VectorOp after, before;
  after.id = 1, before.id = 2;
  after.layer = before.layer = "layer";
  after.elements = before.elements = 16;
  after.reads = {{"c0"}}, after.writes = {{"z"}}, after.deps = {0};
  before.writes = {{"a"}}, other.deps = {2};
  const std::vector<AnyOp> ops{one, after, before, other};
  CHECK(spending(engine, config, ops) == spending(engine, config, {one, product(1, 4, 4, 4)}));
  CHECK(spending(engine, config, ops).total == 4 + 4 + 4 + 6);  // load, two streams, skew

  // A unit takes them in order: load 4, stream 4, skew 6, a cycle for each operation, and the other product.
  config.vector_unit = VectorUnitConfig{16};
  CHECK(spending(engine, config, ops).total == 14 + 1 + 1 + 14);
}

TEST_CASE("The port of C carries partial sums out and back again") {
  const Engine engine = GENERATE(Engine::pe, Engine::tile);
  MachineConfig config;
  config.array.rows = 1, config.array.cols = 2;
  config.buffers = BuffersConfig{{Bytes(4096), 0}, {Bytes(4096), 0}, {Bytes(4096), 2}};
  // Three tiles along K. Each writes 3 x 2 sums of 4 bytes, and all but the first read what lies there: 12, 24 and 24
  // cycles, of which the last is over when the last sum is in the buffer.
  traces::GemmOp op = product(0, 3, 3, 2);
  CHECK(spending(engine, config, {op}).total == 60);
  op.accumulate = true;
  CHECK(spending(engine, config, {op}).total == 72);
}

TEST_CASE("A tile is fetched when the buffer has room for it, and leaves room when it is in the PEs") {
  const Engine engine = GENERATE(Engine::pe, Engine::tile);
  MachineConfig config = four_by_four();
  config.dram.kind = DramKind::bandwidth;
  config.dram.bandwidth.millibytes_per_cycle = 64'000;  // a tile of 4 x 4 weights a cycle
  config.dram.bandwidth.latency = Cycles(100);
  const auto with_room_for = [&](std::int64_t tiles) {
    config.buffers = BuffersConfig{{Bytes(4096), 0}, {Bytes(64 * tiles), 0}, {Bytes(4096), 0}};
    return spending(engine, config, {product(0, 4, 16, 4)}, {"a", "c0"});
  };
  // A, pinned, comes in 4 cycles after the tiles of B that have room. C is stored at the end in 1 + 100.
  // All four: A is there after 108 cycles; load 4, four streams of 4, skew 6.
  CHECK(with_room_for(4) == Spending{108 + 26 + 101, 16, 0, 108 + 101, 10});
  // Three: wave 0 starts in cycle 107 and wave 1 in 111, which makes room; the last tile is asked for in 112 and there
  // in 213, to be loaded, streamed and drained in 14.
  CHECK(with_room_for(3).total == 112 + 101 + 14 + 101);
  // Two: wave 0 starts in cycle 106, wave 1 in 110, and the third tile is there in 212. Wave 1 is over before: it
  // streams from 114 to 117, and its last result leaves in 123. The fourth tile is asked for in 124 and there in 225.
  CHECK(with_room_for(2).total == 124 + 101 + 14 + 101);
}

TEST_CASE("A strip that products share is read and written once where buffer C has room for it, else by each of them") {
  MachineConfig config = four_by_four();
  config.dram.kind = DramKind::bandwidth;
  config.dram.bandwidth.millibytes_per_cycle = 4000;
  // Columns 4 to 7 of 8 of C[6 x 8], through three steps of 2 samples: 96 bytes of sums, and tensors that are not
  // pinned.
  const bool accumulate = GENERATE(false, true), room = GENERATE(false, true);
  CAPTURE(accumulate, room);
  config.buffers = BuffersConfig{{Bytes(4096)}, {Bytes(4096)}, {Bytes(room ? 96 : 92)}};
  std::vector<AnyOp> ops;
  std::int64_t kept = 0;
  for (int step = 0; step < 3; ++step) {
    traces::GemmOp op = product(static_cast<std::uint64_t>(step), 6, 2, 4);
    op.a = {"x", step, 1}, op.b = {"g", step, 1}, op.c = {"dW"};
    op.piece_n = {4, 8};
    op.skip_m = first_kept(6, static_cast<std::size_t>(step + 3));
    op.accumulate = step > 0 || accumulate;
    op.finds_sums = step > 0, op.leaves_sums = step < 2;
    kept += step + 3;
    ops.emplace_back(op);
  }
  ResidencyPlanner planner(config);
  play(ops, planner);
  Machine machine(Engine::tile, config, Skipping::on, planner.plan(std::vector<std::string>{}));
  play(ops, machine);
  const Stats& stats = machine.accounts().at(0).stats;
  // Without room two rows of results stream at once: 3, 4 and 5 rows are 7 chunks, and each loads the tile of g.
  const std::int64_t operands = (kept * 2 + (room ? 3 : 7) * 2 * 4) * 4;
  const std::int64_t sums = 6 * 4 * 4, kept_sums = kept * 4 * 4, first_sums = 3 * 4 * 4;
  const std::int64_t read = room ? (accumulate ? sums : 0) : kept_sums - (accumulate ? 0 : first_sums);
  CHECK(stats.dram_read_bytes.count() == operands + read);
  CHECK(stats.dram_write_bytes.count() == (room ? sums : kept_sums));
}
