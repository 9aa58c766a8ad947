#include "sim/engine/array_unit/gemm_plan.h"

#include <algorithm>
#include <catch2/catch.hpp>

#include "tests/sim/engine/random_machine.h"
#include "tests/sim/engine/trace_pieces.h"

using namespace skipgrid;
using namespace skipgrid::sim;
using namespace skipgrid::sim::testing;

namespace {

struct PlannedCase {
  MachineConfig config;
  std::vector<AnyOp> ops;
  Residency residency;
};

PlannedCase random_case(int seed) {
  RandomCases random(static_cast<std::uint64_t>(seed) * 7919);
  PlannedCase planned{random_machine(random, 7), {}, {}};
  planned.ops = random_trace(random, 8);
  ResidencyPlanner planner(planned.config);
  play(planned.ops, planner);
  if (planned.config.dram.kind != DramKind::ideal) planned.residency = planner.plan();
  return planned;
}

template <class Visit>
void for_each_plan(const PlannedCase& planned, const Visit& visit) {
  for (const AnyOp& op : planned.ops) {
    if (const auto* gemm = std::get_if<traces::GemmOp>(&op)) {
      visit(*gemm, GemmPlan(planned.config, planned.residency, *gemm, Skipping::on));
    }
  }
}

std::int64_t streamed_length(const MachineConfig& config, const PlannedWave& wave) {
  return PerDimension<std::int64_t>{wave.gemm.m, wave.gemm.k, wave.gemm.n}[mapping_of(config.array.dataflow).stream];
}

}  // namespace

TEST_CASE("What the waves of a product have the ports carry is what is counted between buffers and array") {
  const auto seed = GENERATE(range(1, 61));
  CAPTURE(seed);
  for_each_plan(random_case(seed), [](const traces::GemmOp&, const GemmPlan& plan) {
    PerMatrix<Bytes> carried;
    for (std::int64_t i = 0; i < plan.waves(); ++i) {
      const PlannedWave wave = plan.wave(i);
      for (const Matrix matrix : {Matrix::a, Matrix::b, Matrix::c}) carried[matrix] += wave.carried[matrix];
    }
    const SramTraffic counted = plan.sram_traffic();
    CHECK(carried.a == counted.a_read);
    CHECK(carried.b == counted.b_read);
    CHECK(carried.c == counted.c_read + counted.c_written);
  });
}

TEST_CASE("What a product moves to and from DRAM is the sum over its waves") {
  const auto seed = GENERATE(range(1, 61));
  CAPTURE(seed);
  for_each_plan(random_case(seed), [](const traces::GemmOp&, const GemmPlan& plan) {
    DramTraffic sum;
    for (std::int64_t i = 0; i < plan.waves(); ++i) {
      const PlannedWave wave = plan.wave(i);
      if (wave.fetches_a) sum.a_read += wave.bytes.a;
      if (wave.fetches_b) sum.b_read += wave.bytes.b;
      if (wave.fetches_c) sum.c_read += wave.takes_c;
      sum.c_written += wave.stores_c;
    }
    const DramTraffic traffic = plan.dram_traffic();
    CHECK(traffic.a_read == sum.a_read);
    CHECK(traffic.b_read == sum.b_read);
    CHECK(traffic.c_read == sum.c_read);
    CHECK(traffic.c_written == sum.c_written);
    CHECK(plan.dram_bytes() == sum.a_read + sum.b_read + sum.c_read + sum.c_written);
  });
}

TEST_CASE("A streamed dimension that does not fit is cut evenly: 236 by 200 is twice 118") {
  const Dataflow dataflow = GENERATE(Dataflow::ws, Dataflow::is, Dataflow::os);
  MachineConfig config;
  config.array.rows = config.array.cols = 1;
  config.array.dataflow = dataflow;
  config.dram.kind = DramKind::bandwidth;
  // 200 elements of 4 bytes are half of what streams, and each tensor is too large to be pinned.
  config.buffers = BuffersConfig{{Bytes(1600), 0}, {Bytes(1600), 0}, {Bytes(1600), 0}};
  PerDimension<std::int64_t> shape{300, 300, 300};
  shape[mapping_of(dataflow).stream] = 236;
  traces::GemmOp op = gemm_op("layer", traces::Phase::FP, shape.m, shape.k, shape.n);
  op.a = {"a"}, op.b = {"b"}, op.c = {"c"};
  ResidencyPlanner planner(config);
  planner.gemm(op);
  const GemmPlan plan(config, planner.plan(), op, Skipping::on);
  CHECK(plan.waves() == 2 * 300 * 300);
  CHECK(streamed_length(config, plan.wave(0)) == 118);
  CHECK(streamed_length(config, plan.wave(plan.waves() - 1)) == 118);
}

TEST_CASE("Chunks of the streamed dimension differ by at most one and are all of it") {
  const auto seed = GENERATE(range(1, 61));
  CAPTURE(seed);
  const PlannedCase planned = random_case(seed);
  for_each_plan(planned, [&](const traces::GemmOp&, const GemmPlan& plan) {
    std::int64_t least = traces::kMaxDimension, most = 0, sum = 0;
    for (std::int64_t i = 0; i < plan.waves(); ++i) {
      const std::int64_t length = streamed_length(planned.config, plan.wave(i));
      least = std::min(least, length);
      most = std::max(most, length);
      sum += length;
    }
    if (plan.waves() == 0) return;
    CHECK(most - least <= 1);
    const Tiling tiling(planned.config.array, plan.kept_m(), plan.kept_k(), plan.kept_n());
    CHECK(sum == tiling.stream() * tiling.count());
  });
}

TEST_CASE("Strips that go together share what passes: it is fetched once for all of them") {
  MachineConfig config;
  config.array.rows = config.array.cols = 2;
  config.dram.kind = DramKind::bandwidth;
  config.dram.bandwidth.millibytes_per_cycle = 100;  // bytes decide
  // A block of A holds the 4 x 2 values that pass one tile, a block of C two strips of 4 x 2 sums.
  config.buffers = BuffersConfig{{Bytes(64), 0}, {Bytes(64), 0}, {Bytes(128), 0}};
  traces::GemmOp op = gemm_op("layer", traces::Phase::FP, 4, 4, 8);
  op.a = {"a"}, op.b = {"b"}, op.c = {"c"};
  ResidencyPlanner planner(config);
  planner.gemm(op);
  const GemmPlan plan(config, planner.plan(std::vector<std::string>{}), op, Skipping::on);
  REQUIRE(plan.waves() == 8);
  std::vector<std::int64_t> tiles, fetching;
  for (std::int64_t i = 0; i < plan.waves(); ++i) {
    tiles.push_back(plan.wave(i).tile);
    if (plan.wave(i).fetches_a) fetching.push_back(i);
  }
  CHECK(tiles == std::vector<std::int64_t>{0, 2, 1, 3, 4, 6, 5, 7});  // along K second, two strips together
  CHECK(fetching == std::vector<std::int64_t>{0, 2, 4, 6});
  CHECK(plan.dram_traffic().a_read == Bytes(2 * 4 * 4 * 4));
  CHECK(plan.dram_traffic().b_read == Bytes(4 * 8 * 4));
}

TEST_CASE("Every tile of every chunk is a wave once, along K in order, and frees just what was fetched") {
  const auto seed = GENERATE(range(1, 61));
  CAPTURE(seed);
  const PlannedCase planned = random_case(seed);
  for_each_plan(planned, [&](const traces::GemmOp&, const GemmPlan& plan) {
    PerMatrix<Bytes> held;
    std::int64_t open = 0;
    for (std::int64_t i = 0; i < plan.waves(); ++i) {
      const PlannedWave wave = plan.wave(i);
      if (wave.fetches_a) held.a += wave.bytes.a;
      if (wave.fetches_b) held.b += wave.bytes.b;
      if (wave.opens_strip) ++open;
      CHECK(open > 0);
      if (wave.closes_strip) --open;
      held.a -= wave.frees_a;
      held.b -= wave.frees_b;
      CHECK(Bytes(0) <= held.a);
      CHECK(Bytes(0) <= held.b);
    }
    CHECK(open == 0);
    CHECK(held.a == Bytes(0));
    CHECK(held.b == Bytes(0));
  });
}
