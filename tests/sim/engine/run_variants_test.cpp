#include "sim/engine/run_variants.h"

#include <catch2/catch.hpp>

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

TEST_CASE("variants run in the order asked for, and dense skips nothing of the same trace") {
  ArrayConfig array;
  array.rows = array.cols = 8;
  array.schedule = Schedule::serial;
  const std::vector<Variant> order{Variant::random, Variant::dense, Variant::structured};
  std::vector<Variant> asked;
  const auto results = run_variants(Engine::tile, array, order, [&](Variant variant, traces::TraceSink& sink) {
    asked.push_back(variant);
    small_trace(variant, sink);
  });
  CHECK(asked == order);
  REQUIRE(results.size() == 3);
  // Tiles of 8 x 8 with T = 4 take 2 * 8 + 8 + 4 - 2 = 26 cycles.
  CHECK(results[0].name == "random");
  CHECK(results[0].stats().total().cycles == Cycles(52));
  CHECK(results[1].name == "dense");
  CHECK(results[1].stats().total().cycles == Cycles(52));
  CHECK(results[2].name == "structured");
  CHECK(results[2].stats().total().cycles == Cycles(26));
}

TEST_CASE("an error in the trace comes out, and the next run is not disturbed by it") {
  const auto failing = [](Variant, traces::TraceSink& sink) {
    small_trace(Variant::dense, sink);
    throw std::runtime_error("the trace ends here");
  };
  CHECK_THROWS_WITH(run_variants(Engine::pe, ArrayConfig(), {Variant::dense}, failing), "the trace ends here");
  CHECK(run_variants(Engine::pe, ArrayConfig(), {Variant::dense}, small_trace).size() == 1);
}
