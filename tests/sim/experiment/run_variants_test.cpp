#include "sim/experiment/run_variants.h"

#include <catch2/catch.hpp>

#include "sim/engine/machine_config.h"
#include "sim/experiment/results.h"
#include "tests/sim/engine/trace_pieces.h"

using namespace skipgrid;
using namespace skipgrid::sim;
using skipgrid::sim::testing::gemm_op;
using skipgrid::sim::testing::keep_first;
using traces::Phase;

namespace {

/// One product whose K is half dropped, as structured dropout would, or not at all.
void small_trace(Variant variant, traces::TraceSink& sink) {
  traces::GemmOp op = gemm_op("l", Phase::FP, 4, 16, 8);
  if (variant != Variant::random) op.skip_k = keep_first(16, 8);
  sink.begin({"small", "", 4});
  sink.gemm(op);
  sink.end();
}

}  // namespace

TEST_CASE("Variants run in the order asked for, and dense skips nothing of the same trace") {
  MachineConfig machine;
  machine.array.rows = machine.array.cols = 8;
  machine.array.schedule = Schedule::serial;
  const std::vector<Variant> order{Variant::random, Variant::dense, Variant::structured};
  std::vector<Variant> asked;
  const auto results = run_variants(Engine::tile, machine, order, [&](Variant variant, traces::TraceSink& sink) {
    asked.push_back(variant);
    small_trace(variant, sink);
  });
  CHECK(asked == order);
  REQUIRE(results.size() == 3);
  // Tiles of 8 x 8 with T = 4 take 2 * 8 + 8 + 4 - 2 = 26 cycles.
  CHECK(results[0].variant == Variant::random);
  CHECK(results[0].stats().total().cycles == Cycles(52));
  CHECK(results[1].variant == Variant::dense);
  CHECK(results[1].stats().total().cycles == Cycles(52));
  CHECK(results[2].variant == Variant::structured);
  CHECK(results[2].stats().total().cycles == Cycles(26));
}

TEST_CASE("An error in the trace comes out, and the next run is not disturbed by it") {
  const auto failing = [](Variant, traces::TraceSink& sink) {
    small_trace(Variant::dense, sink);
    throw std::runtime_error("the trace ends here");
  };
  CHECK_THROWS_WITH(run_variants(Engine::pe, MachineConfig(), {Variant::dense}, failing), "the trace ends here");
  CHECK(run_variants(Engine::pe, MachineConfig(), {Variant::dense}, small_trace).size() == 1);
}

TEST_CASE("Variants with a schedule run the same work, padding too, in fewer products") {
  // Four steps that share a weight and do not wait for one another. Of four samples, one has four steps, one three, one
  // two and one a single one, so that `step` rows of a step's product are padding.
  const auto steps = [](Variant, traces::TraceSink& sink) {
    sink.begin({"steps", "", 4});
    for (int step = 0; step < 4; ++step) {
      traces::GemmOp op = gemm_op("l", Phase::FP, 4, 16, 8);
      op.id = static_cast<std::uint64_t>(step);
      op.step = step;
      op.a = {"l.x", step, 1};
      op.b = {"l.W"};
      op.c = {"l.y", step, 1};
      op.skip_k = keep_first(16, 8);
      op.padding = step * 16 * 8;
      sink.gemm(op);
    }
    sink.end();
  };
  MachineConfig machine;
  machine.array.rows = machine.array.cols = 8;
  const auto results = run_variants(
      Engine::tile, machine,
      {Variant::structured, Variant::dense, Variant::dense_fused, Variant::structured_best, Variant::dense_best},
      steps);
  const auto total = [&](std::size_t i) { return results.at(i).stats().total(); };
  CHECK(total(0).gemms == 4);
  CHECK(total(1).gemms == 4);
  CHECK(total(2).gemms == 1);
  CHECK(total(2).macs == total(1).macs);
  // Six rows of sixteen are padding, whichever way they are computed; half of K is dropped.
  CHECK(total(0).padding_macs == 6 * 8 * 8);
  CHECK(total(1).padding_macs == 6 * 16 * 8);
  CHECK(total(2).padding_macs == total(1).padding_macs);
  CHECK(total(3).padding_macs == total(0).padding_macs);
  CHECK(results[0].groups.empty());
  CHECK(results[1].groups.empty());
  // The mask is the same in all steps: fused and skipped at once.
  CHECK(total(3).gemms == 1);
  CHECK(total(3).macs == total(0).macs);
  REQUIRE(results[3].groups.size() == 1);
  CHECK(results[3].groups[0].skipping == 1);
  CHECK(total(4).cycles <= total(2).cycles);
  CHECK(total(3).cycles < total(0).cycles);
  CHECK(total(3).cycles < total(2).cycles);
}
