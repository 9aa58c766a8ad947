#include "sim/engine/trace_runner.h"

#include <catch2/catch.hpp>
#include <random>
#include <stdexcept>

#include "tests/sim/engine/trace_pieces.h"

using namespace skipgrid;
using namespace skipgrid::sim;
using skipgrid::sim::testing::gemm_op;
using skipgrid::sim::testing::keep_first;
using traces::Phase;

namespace {

ArrayConfig array_of(int rows, int cols, Dataflow dataflow, Schedule schedule) {
  ArrayConfig array;
  array.rows = rows;
  array.cols = cols;
  array.dataflow = dataflow;
  array.schedule = schedule;
  return array;
}

const ArrayConfig kSmall = array_of(8, 8, Dataflow::ws, Schedule::serial);

std::vector<LayerResult> run(const std::vector<traces::GemmOp>& ops, Skipping skipping,
                             const ArrayConfig& array = kSmall, Engine engine = Engine::tile) {
  TraceRunner runner(engine, array, skipping);
  runner.begin({});
  for (const traces::GemmOp& op : ops) runner.gemm(op);
  runner.end();
  return runner.layers();
}

Stats total(const std::vector<LayerResult>& layers) { return VariantResult{"", layers}.stats().total(); }

}  // namespace

TEST_CASE("a product counts what the serial formula says") {
  // 82 x 325 tiles of 2 * 8 + 8 + 20 - 2 = 42 cycles.
  const Stats stats = total(run({gemm_op("l", Phase::FP, 20, 650, 2600)}, Skipping::on));
  CHECK(stats.cycles == Cycles(1'119'300));
  CHECK(stats.array_cycles == stats.cycles);
  CHECK(stats.stall_cycles == Cycles(0));
  CHECK(stats.tiles == 82 * 325);
  CHECK(stats.gemms == 1);
  CHECK(stats.macs == 20 * 650 * 2600);
  CHECK(stats.dense_macs == stats.macs);
  CHECK(stats.used_pes == 650 * 2600);
}

TEST_CASE("a mask shortens the dimension that it is on, and only when skipping") {
  // On a 1 x 1 serial ws array each of kept_k * kept_n tiles takes 2 + 1 + kept_m - 2 = kept_m + 1 cycles.
  const ArrayConfig one = array_of(1, 1, Dataflow::ws, Schedule::serial);
  const auto cycles = [&](auto set, Skipping skipping) {
    traces::GemmOp op = gemm_op("l", Phase::FP, 5, 7, 11);
    set(op);
    return total(run({op}, skipping, one)).cycles.count();
  };
  const auto on_m = [](traces::GemmOp& op) { op.skip_m = keep_first(5, 3); };
  const auto on_k = [](traces::GemmOp& op) { op.skip_k = keep_first(7, 3); };
  const auto on_n = [](traces::GemmOp& op) { op.skip_n = keep_first(11, 3); };
  CHECK(cycles(on_m, Skipping::on) == 7 * 11 * (3 + 1));
  CHECK(cycles(on_k, Skipping::on) == 3 * 11 * (5 + 1));
  CHECK(cycles(on_n, Skipping::on) == 7 * 3 * (5 + 1));
  for (const auto& result : {cycles(on_m, Skipping::off), cycles(on_k, Skipping::off), cycles(on_n, Skipping::off)})
    CHECK(result == 7 * 11 * (5 + 1));
}

TEST_CASE("what is skipped is still counted as dense work") {
  traces::GemmOp op = gemm_op("l", Phase::FP, 20, 650, 2600);
  op.skip_k = keep_first(650, 325);
  const Stats stats = total(run({op}, Skipping::on));
  CHECK(stats.cycles == Cycles(559'650));  // 41 x 325 tiles of 42 cycles
  CHECK(stats.macs == 20 * 325 * 2600);
  CHECK(stats.dense_macs == 20 * 650 * 2600);
}

TEST_CASE("a product with nothing left takes no time and counts as a product") {
  traces::GemmOp op = gemm_op("l", Phase::WG, 4, 4, 4);
  op.skip_m = keep_first(4, 0);
  const Stats stats = total(run({op}, Skipping::on));
  CHECK(stats.cycles == Cycles(0));
  CHECK(stats.tiles == 0);
  CHECK(stats.macs == 0);
  CHECK(stats.gemms == 1);
  CHECK(stats.dense_macs == 64);
}

TEST_CASE("counts go to the layer and phase of their product, in the order in which layers appear") {
  // One 8 x 8 tile each: 16 + 8 + T - 2 cycles.
  const auto layers = run({gemm_op("b", Phase::BP, 1, 8, 8), gemm_op("a", Phase::FP, 2, 8, 8),
                           gemm_op("b", Phase::FP, 3, 8, 8), gemm_op("b", Phase::BP, 4, 8, 8)},
                          Skipping::on);
  REQUIRE(layers.size() == 2);
  CHECK(layers[0].name == "b");
  CHECK(layers[1].name == "a");
  CHECK(layers[0].stats[Phase::BP].cycles == Cycles(23 + 26));
  CHECK(layers[0].stats[Phase::FP].cycles == Cycles(25));
  CHECK(layers[0].stats[Phase::WG] == Stats{});
  CHECK(layers[1].stats[Phase::FP].cycles == Cycles(24));
  CHECK(layers[1].stats.total().gemms == 1);
}

TEST_CASE("products run alone: the time of several is the sum of their times, on either engine") {
  for (const Engine engine : {Engine::pe, Engine::tile}) {
    for (const Schedule schedule : {Schedule::serial, Schedule::overlapped}) {
      const ArrayConfig array = array_of(4, 3, Dataflow::os, schedule);
      const traces::GemmOp x = gemm_op("l", Phase::FP, 9, 5, 7), y = gemm_op("l", Phase::FP, 3, 8, 2);
      Stats sum = total(run({x}, Skipping::on, array, engine));
      sum += total(run({y}, Skipping::on, array, engine));
      CHECK(total(run({x, y}, Skipping::on, array, engine)) == sum);
    }
  }
}

TEST_CASE("both engines count the same for a random trace, and do the work that the masks keep") {
  const unsigned seed = GENERATE(take(20, random(1U, 1'000'000U)));
  CAPTURE(seed);
  std::mt19937 random(seed);
  const auto between = [&](int low, int high) { return std::uniform_int_distribution<int>(low, high)(random); };
  ArrayConfig array = array_of(between(1, 9), between(1, 9), static_cast<Dataflow>(between(0, 2)),
                               static_cast<Schedule>(between(0, 1)));
  array.multiplier_stages = between(1, 3);
  std::vector<traces::GemmOp> ops;
  std::int64_t kept = 0, dense = 0;
  for (int i = between(1, 12); i > 0; --i) {
    traces::GemmOp op =
        gemm_op("l" + std::to_string(between(0, 2)), traces::kPhases[static_cast<std::size_t>(between(0, 2))],
                between(1, 20), between(1, 20), between(1, 20));
    if (between(0, 1) == 1) op.skip_m = keep_first(op.m, between(0, static_cast<int>(op.m)));
    if (between(0, 1) == 1) op.skip_k = keep_first(op.k, between(0, static_cast<int>(op.k)));
    if (between(0, 1) == 1) op.skip_n = keep_first(op.n, between(0, static_cast<int>(op.n)));
    kept += op.kept_macs();
    dense += op.dense_macs();
    ops.push_back(op);
  }
  const auto pe = run(ops, Skipping::on, array, Engine::pe), tile = run(ops, Skipping::on, array, Engine::tile);
  REQUIRE(pe.size() == tile.size());
  for (std::size_t i = 0; i < pe.size(); ++i) {
    CHECK(pe[i].name == tile[i].name);
    for (const Phase phase : traces::kPhases) CHECK(pe[i].stats[phase] == tile[i].stats[phase]);
  }
  CHECK(total(pe).macs == kept);
  CHECK(total(pe).dense_macs == dense);
  CHECK(total(run(ops, Skipping::off, array, Engine::pe)).macs == dense);
}

TEST_CASE("element-wise operations cost nothing and make no layer of their own") {
  TraceRunner runner(Engine::tile, kSmall, Skipping::on);
  traces::VectorOp op;
  op.layer = "embedding";
  op.elements = 1000;
  runner.vector(op);
  CHECK(runner.layers().empty());
}

TEST_CASE("more work than the counters hold is an error, not a wrong number") {
  // The largest valid product, again and again: 2^13 times 2^50 multiply-accumulates pass 2^63.
  TraceRunner runner(Engine::tile, array_of(4096, 4096, Dataflow::ws, Schedule::overlapped), Skipping::on);
  const std::int64_t side = std::int64_t{1} << 16;
  const traces::GemmOp op = gemm_op("l", Phase::FP, side, side, traces::kMaxMacs / (side * side));
  REQUIRE(traces::valid_shape(op.m, op.k, op.n));
  const auto run_all = [&] {
    for (std::int64_t i = 0; i <= (std::int64_t{1} << 62) / traces::kMaxMacs * 2; ++i) runner.gemm(op);
  };
  CHECK_THROWS_AS(run_all(), std::overflow_error);
}
