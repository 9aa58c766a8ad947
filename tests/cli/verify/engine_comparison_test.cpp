#include "sim/cli/verify/engine_comparison.h"

#include <catch2/catch.hpp>
#include <functional>

using namespace skipgrid;
using namespace skipgrid::cli;

namespace {

const Product kProduct{5, 6, 7, 4, 5, 6};

/// What verify says when `spoil` has changed the runs of a product that the engines agree on.
std::string report_after(const std::function<void(ProductRun& pe, ProductRun& tile)>& spoil, bool& agreed) {
  RandomOperands random(1);
  const ProductValues values = draw_values(kProduct, random);
  sim::ArrayConfig array;
  array.rows = array.cols = 3;
  ProductRun pe = run_with_values(sim::Engine::pe, array, kProduct, values);
  ProductRun tile = run_with_values(sim::Engine::tile, array, kProduct, values);
  spoil(pe, tile);
  EngineComparison comparison;
  comparison.judge(array, kProduct, pe, tile, reference(array, kProduct, values));
  comparison.compare(array, kProduct, values);
  agreed = comparison.agreed();
  return comparison.report();
}

}  // namespace

TEST_CASE("Engines that agree are said to agree on everything") {
  bool agreed = false;
  const std::string report = report_after([](ProductRun&, ProductRun&) {}, agreed);
  CHECK(agreed);
  CHECK_THAT(report, !Catch::Contains("DIFFERS") && Catch::Contains("2 of 2 products"));
}

TEST_CASE("Every kind of disagreement is seen, and the product named") {
  using Spoil = std::function<void(ProductRun&, ProductRun&)>;
  const std::vector<std::pair<std::string, Spoil>> cases{
      {"cycles of pe and of tile", [](ProductRun&, ProductRun& tile) { tile.timing.cycles += sim::Cycles(1); }},
      {"cycles of pe and the closed form", [](ProductRun& pe, ProductRun&) { pe.timing.cycles += sim::Cycles(1); }},
      {"busy PE-cycles of pe and of tile", [](ProductRun&, ProductRun& tile) { ++tile.timing.counters.macs; }},
      {"busy PE-cycles and kept", [](ProductRun& pe, ProductRun&) { --pe.timing.counters.macs; }},
      {"tiles and used PEs", [](ProductRun&, ProductRun& tile) { ++tile.timing.counters.tiles; }},
      {"tiles and used PEs", [](ProductRun& pe, ProductRun&) { ++pe.timing.counters.used_pes; }},
      {"result bits of pe", [](ProductRun& pe, ProductRun&) { pe.c[3] += 1.0F; }},
      {"result bits of tile", [](ProductRun&, ProductRun& tile) { tile.c[34] += 1.0F; }}};
  for (const auto& [what, spoil] : cases) {
    bool agreed = true;
    const std::string report = report_after(spoil, agreed);
    CAPTURE(report);
    CHECK_FALSE(agreed);
    CHECK_THAT(report, Catch::Contains("DIFFERS  " + what) && Catch::Contains("different for 1 of 2 products"));
    CHECK_THAT(report, Catch::Contains("for 5 x 6 x 7 (kept 4, 5, 6) on 3 x 3"));
  }
}

TEST_CASE("What two comparisons found is what one would have found") {
  RandomOperands random(3);
  sim::ArrayConfig array;
  array.rows = array.cols = 3;
  EngineComparison whole, first, second;
  for (int i = 0; i < 4; ++i) {
    const ProductValues values = draw_values(kProduct, random);
    const ProductRun pe = run_with_values(sim::Engine::pe, array, kProduct, values);
    ProductRun tile = run_with_values(sim::Engine::tile, array, kProduct, values);
    tile.timing.cycles += sim::Cycles(i);  // the first product is right, the others are wrong in a way of their own
    const std::vector<float> expected = reference(array, kProduct, values);
    for (EngineComparison* comparison : {&whole, i < 2 ? &first : &second})
      comparison->judge(array, kProduct, pe, tile, expected);
  }
  EngineComparison together;
  CHECK(together.agreed());
  together.add(first.findings());
  together.add(second.findings());
  CHECK_FALSE(together.agreed());
  CHECK(together.report() == whole.report());
}
