// The cost of products, derived by hand.
#include "sim/schedule/array_group_cost.h"

#include <catch2/catch.hpp>
#include <random>

#include "sim/array/array_model.h"
#include "sim/array/gemm_run.h"
#include "sim/array/simulation.h"

namespace skipgrid::sim {

namespace {

CostedProduct product(std::int64_t m, std::int64_t k, std::int64_t n) { return {m, k, n, false, "x", "W", "y"}; }

GroupCostConfig on(int rows, int cols, Dataflow dataflow = Dataflow::ws) {
  GroupCostConfig config;
  config.array.rows = rows, config.array.cols = cols;
  config.array.dataflow = dataflow;
  return config;
}

bool mentions(const std::string& text, const std::string& part) { return text.find(part) != std::string::npos; }

}  // namespace

TEST_CASE("Products issued back to back fill the array once and drain it once") {
  const ArrayGroupCost cost(on(128, 128));
  // One tile: load 128, stream 20, skew 254.
  CHECK(cost.cycles({product(20, 128, 128)}) == Cycles(128 + 20 + 254));
  // 35 products of 2 tiles: each tile but the last costs its load, 128, since 20 operands stream in less.
  CHECK(cost.cycles(std::vector<CostedProduct>(35, product(20, 129, 128))) == Cycles(128 + 69 * 128 + 20 + 254));
  // 10 tiles of 700 operands: loads are hidden.
  CHECK(cost.cycles({product(700, 1280, 128)}) == Cycles(128 + 10 * 700 + 254));
  CHECK(cost.cycles({}) == Cycles(0));
  CHECK(cost.cycles({product(20, 0, 128)}) == Cycles(0));
  CHECK(cost.cycles({product(20, 0, 128), product(20, 1, 1), product(0, 5, 5)}) == Cycles(128 + 20 + 254));
}

TEST_CASE("One product costs what the array takes for it") {
  const auto seed = GENERATE(take(1, random(1, 1'000'000'000)));
  CAPTURE(seed);
  std::mt19937_64 random(static_cast<std::uint64_t>(seed));
  const auto between = [&](int low, int high) { return std::uniform_int_distribution<int>(low, high)(random); };
  for (int i = 0; i < 50; ++i) {
    ArrayConfig array;
    array.rows = between(1, 9), array.cols = between(1, 9);
    array.dataflow = static_cast<Dataflow>(between(0, 2));
    array.schedule = static_cast<Schedule>(between(0, 1));
    array.multiplier_stages = between(1, 3);
    const std::int64_t m = between(0, 20), k = between(0, 20), n = between(0, 20);
    CAPTURE(array.rows, array.cols, m, k, n);
    GroupCostConfig config;
    config.array = array;
    Simulation simulation;
    const auto model = make_array(Engine::tile, array, "array");
    CHECK(ArrayGroupCost(config).cycles({product(m, k, n)}) == run_gemm_alone(*model, ArrayGemm{m, k, n}).cycles);
  }
}

TEST_CASE("With little bandwidth a group costs the bytes that it moves") {
  GroupCostConfig config = on(128, 128);
  config.dram_bytes_per_cycle = 2.0;
  // A 20 x 128 and B 128 x 128 of 4 bytes, C 20 x 128 of 4 bytes: 86,016 bytes.
  CHECK(ArrayGroupCost(config).cycles({product(20, 128, 128)}) == Cycles(43008));
  CostedProduct adding = product(20, 128, 128);
  adding.accumulate = true;  // C is read, too: 10,240 bytes more
  CHECK(ArrayGroupCost(config).cycles({adding}) == Cycles(43008 + 5120));
  CHECK(ArrayGroupCost(config).cycles({adding, product(20, 128, 0)}) == Cycles(43008 + 5120));

  config.pinned = {"W"};  // 20,480 bytes are left
  CHECK(ArrayGroupCost(config).cycles({product(20, 128, 128)}) == Cycles(10240));
  config.pinned = {"W", "x", "y"};
  CHECK(ArrayGroupCost(config).cycles({adding}) == Cycles(402));
  config.pinned = {};
  config.array.precision = Precision::bf16;  // operands halve, sums stay
  CHECK(ArrayGroupCost(config).cycles({product(20, 128, 128)}) == Cycles((37888 + 10240) / 2));
  config.dram_bytes_per_cycle = 48128.0 / 402.0;  // just as fast as the array
  CHECK(ArrayGroupCost(config).cycles({product(20, 128, 128)}) == Cycles(402));
  config.dram_bytes_per_cycle = 48128.0 / 402.5;  // and half a cycle slower
  CHECK(ArrayGroupCost(config).cycles({product(20, 128, 128)}) == Cycles(403));
}

TEST_CASE("A weight that does not stay on chip is read for every product, and once when they are one") {
  GroupCostConfig config = on(128, 128);
  config.dram_bytes_per_cycle = 1.0;
  const std::vector<CostedProduct> two(2, product(20, 128, 128));
  CHECK(ArrayGroupCost(config).cycles(two) == Cycles(2 * (10240 + 65536 + 10240)));
  CHECK(ArrayGroupCost(config).cycles({product(40, 128, 128)}) == Cycles(20480 + 65536 + 20480));
  config.pinned = {"W"};
  CHECK(ArrayGroupCost(config).cycles(two) == ArrayGroupCost(config).cycles({product(40, 128, 128)}));
}

TEST_CASE("Why a fused product is faster is said from the numbers") {
  const std::vector<CostedProduct> steps(35, product(20, 640, 2600));
  const CostedProduct fused = product(700, 650, 2600);
  const auto why = [&](const GroupCostConfig& config, FusedAxis axis = FusedAxis::m) {
    return ArrayGroupCost(config).why_fused(steps, fused, axis);
  };
  CHECK(why(on(128, 128)) == "a product streams 20 operands past each tile, which takes 128 cycles to load");
  CHECK(why(on(128, 64, Dataflow::is)) == "a product fills 20 of 64 columns");
  CHECK(why(on(128, 64, Dataflow::os)) == "a product fills 20 of 128 rows");
  CHECK(why(on(16, 64, Dataflow::os)) == "a product fills 20 of 32 rows");
  CHECK(why(on(20, 20)) == "the masks still keep 98% of the MACs");
  CHECK(why(on(20, 20, Dataflow::is)) == "the masks still keep 98% of the MACs");
  CHECK(why(on(20, 20, Dataflow::os)) == "the masks still keep 98% of the MACs");
  GroupCostConfig serial = on(16, 16);
  serial.array.schedule = Schedule::serial;
  CHECK(why(serial) == "a product streams 20 operands past each tile, which costs 46 cycles besides");
  GroupCostConfig slow = on(16, 16);
  slow.dram_bytes_per_cycle = 1;
  CHECK(mentions(why(slow), "35 products move"));

  const std::vector<CostedProduct> sums(35, product(325, 20, 2600));
  const ArrayGroupCost output_stationary(on(128, 128, Dataflow::os));
  CHECK(output_stationary.why_fused(sums, product(650, 700, 2600), FusedAxis::k) ==
        "a product streams 20 operands past each tile, which takes 128 cycles to drain");
  CHECK(ArrayGroupCost(on(128, 128)).why_fused(sums, product(650, 700, 2600), FusedAxis::k) ==
        "a product fills 20 of 128 rows");
}

}  // namespace skipgrid::sim
