#include "sim/cli/gemm/product.h"

#include <algorithm>
#include <catch2/catch.hpp>
#include <cmath>

using namespace skipgrid;
using namespace skipgrid::cli;

namespace {

const Product kProduct{5, 6, 7, 4, 5, 6};

}  // namespace

TEST_CASE("One wrong bit in one element is found and named") {
  RandomOperands random(1);
  const ProductValues values = draw_values(kProduct, random);
  const sim::ArrayConfig array;
  const std::vector<float> expected = reference(array, kProduct, values);
  CHECK_FALSE(first_difference(kProduct, expected, expected));
  for (std::size_t i = 0; i < expected.size(); ++i) {
    std::vector<float> got = expected;
    got[i] = std::nextafter(got[i], 1e30F);
    const auto difference = first_difference(kProduct, expected, got);
    REQUIRE(difference);
    CHECK_THAT(*difference,
               Catch::StartsWith("C[" + std::to_string(i / 7) + ", " + std::to_string(i % 7) + "]: expected "));
  }
}

TEST_CASE("Minus zero is not zero, and of two wrong elements the first is named") {
  const std::vector<float> expected(35, 0.0F);
  std::vector<float> got = expected;
  got[30] = got[9] = -0.0F;
  CHECK(first_difference(kProduct, expected, got) == "C[1, 2]: expected 0 (0x00000000), got -0 (0x80000000)");
}

TEST_CASE("A dropped row or column of C is zero, and a kept one is not") {
  RandomOperands random(2);
  const ProductValues values = draw_values(kProduct, random);
  for (const sim::Engine engine : {sim::Engine::pe, sim::Engine::tile}) {
    const ProductRun run = run_with_values(engine, sim::ArrayConfig(), kProduct, values);
    REQUIRE(run.c.size() == 35);
    const auto kept = [](const std::vector<std::uint32_t>& indices, std::size_t index) {
      return std::find(indices.begin(), indices.end(), index) != indices.end();
    };
    for (std::size_t row = 0; row < 5; ++row)
      for (std::size_t col = 0; col < 7; ++col)
        CHECK((run.c[row * 7 + col] != 0.0F) == (kept(values.kept_m, row) && kept(values.kept_n, col)));
  }
}
