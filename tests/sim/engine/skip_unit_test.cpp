#include "sim/engine/skip_unit.h"

#include <catch2/catch.hpp>

#include "tests/sim/engine/trace_pieces.h"

using namespace skipgrid;
using namespace skipgrid::sim;
using skipgrid::sim::testing::gemm_op;
using skipgrid::sim::testing::keep_first;

namespace {

/// A product of K = `neurons`, of which the first `kept` are kept.
LiveOp masked(std::int64_t neurons, std::int64_t kept) {
  traces::GemmOp gemm = gemm_op("layer", traces::Phase::FP, 1, neurons, 1);
  gemm.skip_k = keep_first(neurons, kept);
  LiveOp op;
  op.op = gemm;
  return op;
}

}  // namespace

TEST_CASE("The skip unit takes as long as its slower side, on both sides of each edge") {
  const auto cycles = [](int neurons, int kept, int bits_per_cycle, int indices_per_cycle) {
    return scan_cycles({bits_per_cycle, indices_per_cycle}, *masked(neurons, kept).gemm()).count();
  };
  CHECK(cycles(64, 0, 16, 4) == 4);   // 64 bits
  CHECK(cycles(65, 0, 16, 4) == 5);   // one more
  CHECK(cycles(64, 16, 16, 4) == 4);  // 16 indices take as long
  CHECK(cycles(64, 17, 16, 4) == 5);  // one more index takes longer
  CHECK(cycles(64, 64, 16, 64) == 4);
}

TEST_CASE("The skip unit is one product ahead of the array, and scans one mask after the other") {
  MachineConfig config;
  config.skip_unit = SkipUnitConfig{10, 10};
  SkipUnit unit(config, Skipping::on);
  LiveOp ops[] = {masked(100, 1), masked(70, 1), masked(30, 1)};
  LiveProduct first{&ops[0]}, second{&ops[1]}, third{&ops[2]};
  for (LiveProduct* product : {&first, &second, &third}) unit.push(*product);

  CHECK(unit.step(Cycles(5)));
  CHECK(first.indices_at == Cycles(15));
  CHECK_FALSE(unit.step(Cycles(15)));  // the first has not started
  CHECK_FALSE(second.indices_at);
  unit.product_started();
  CHECK(unit.step(Cycles(20)));
  CHECK(second.indices_at == Cycles(27));
  unit.product_started();
  CHECK(unit.step(Cycles(21)));  // while the second is still being scanned
  CHECK(third.indices_at == Cycles(30));
}

TEST_CASE("Indices are known at once without a skip unit, and when nothing is skipped") {
  MachineConfig config;
  LiveOp op = masked(100, 1);
  const auto indices_at = [&](Skipping skipping) {
    SkipUnit unit(config, skipping);
    LiveProduct product{&op};
    unit.push(product);
    unit.step(Cycles(5));
    return product.indices_at;
  };
  CHECK(indices_at(Skipping::on) == Cycles(5));
  config.skip_unit = SkipUnitConfig{10, 10};
  CHECK(indices_at(Skipping::off) == Cycles(5));
  CHECK(indices_at(Skipping::on) == Cycles(15));
}
