#include "sim/experiment/draws/spread.h"

#include <catch2/catch.hpp>

using namespace skipgrid::sim;
using skipgrid::traces::Phase;

namespace {

/// One layer, FP only: cycles under each draw.
VariantResult drawn(Variant variant, const std::vector<std::int64_t>& cycles) {
  LayerResult layer{"l", {}};
  layer.stats[Phase::FP].cycles = Cycles(cycles.front());
  for (std::size_t i = 1; i < cycles.size(); ++i) layer.redrawn.push_back({Cycles(cycles[i]), Cycles(0), Cycles(0)});
  return {variant, {layer}};
}

}  // namespace

// Student's t at 97.5 % from a printed table: 12.706 with 1 degree of freedom, 2.776 with 4, 2.262 with 9.
TEST_CASE("A mean of few values has the interval of Student's t with one degree of freedom less") {
  // Deviations -1 and 1: variance 2, standard error sqrt(2 / 2) = 1.
  const Spread two = spread_of({4, 6});
  CHECK(two.mean == 5);
  CHECK(*two.margin == Approx(12.706).epsilon(1e-4));
  // 1 to 5: variance 10 / 4, standard error sqrt(2.5 / 5).
  const Spread five = spread_of({1, 2, 3, 4, 5});
  CHECK(five.mean == 3);
  CHECK(*five.margin == Approx(2.776 * 0.70711).epsilon(1e-3));
  // Five zeros and five ones: variance 2.5 / 9, standard error sqrt(2.5 / 90).
  const Spread ten = spread_of({0, 1, 0, 1, 0, 1, 0, 1, 0, 1});
  CHECK(ten.mean == Approx(0.5));
  CHECK(*ten.margin == Approx(2.262 * 0.16667).epsilon(1e-3));
}

TEST_CASE("One value is its own mean and has no interval, equal ones an interval without width") {
  CHECK(spread_of({1.7}).mean == 1.7);
  CHECK_FALSE(spread_of({1.7}).margin);
  const Spread equal = spread_of({1.1, 1.1, 1.1, 1.1});
  CHECK(equal.mean == 1.1);
  CHECK(*equal.margin == 0);
}

TEST_CASE("A speedup is the mean of the speedups of each draw, not of the cycles") {
  const VariantResult dense = drawn(Variant::dense, {120, 100}), fast = drawn(Variant::structured, {60, 25});
  CHECK(speedup(dense, fast)->mean == 3);  // of 2 and 4
  CHECK(*speedup(dense, fast)->margin == Approx(12.706).epsilon(1e-4));
  CHECK(speedup(dense, fast, Phase::FP)->mean == 3);
  CHECK_FALSE(speedup(dense, fast, Phase::BP));  // nothing to divide by
  CHECK(speedup(drawn(Variant::dense, {300}), drawn(Variant::structured, {200}))->mean == 1.5);
}

TEST_CASE("Cycles of a variant are summed over its layers draw by draw") {
  VariantResult two = drawn(Variant::dense, {1, 2, 3});
  two.layers.push_back(drawn(Variant::dense, {10, 20, 30}).layers.front());
  CHECK(drawn_cycles(two, std::nullopt) == DrawnCycles{Cycles(11), Cycles(22), Cycles(33)});
}
