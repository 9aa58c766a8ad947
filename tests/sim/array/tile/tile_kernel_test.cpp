#include "sim/array/tile/tile_kernel.h"

#include <catch2/catch.hpp>

#include "tests/sim/array/random_cases.h"

using namespace skipgrid::sim;

TEST_CASE("The blocked kernel gives the bits of the plain loop, and touches nothing outside its ranges") {
  const auto seed = GENERATE(range(1, 80));
  CAPTURE(seed);
  testing::RandomCases random(static_cast<std::uint64_t>(seed));
  const int m = random.between(1, 40), k = random.between(1, 40), n = random.between(1, 70);
  const auto a = random.matrix(m, k), b = random.matrix(k, n);
  auto c = random.matrix(m, n);
  const auto range = [&](int size) {
    const int begin = random.between(0, size);
    return IndexRange{begin, random.between(begin, size)};
  };
  const IndexRange rows = range(m), inner = range(k), cols = range(n);
  CAPTURE(m, k, n, rows.begin, rows.end, inner.begin, inner.end, cols.begin, cols.end);

  auto expected = c;
  for (std::int64_t row = rows.begin; row < rows.end; ++row) {
    for (std::int64_t col = cols.begin; col < cols.end; ++col) {
      float sum = 0.0f;
      for (std::int64_t i = inner.begin; i < inner.end; ++i) {
        const float product = a[static_cast<std::size_t>(row * k + i)] * b[static_cast<std::size_t>(i * n + col)];
        sum += product;
      }
      expected[static_cast<std::size_t>(row * n + col)] += sum;
    }
  }
  accumulate_block(a.data(), k, b.data(), n, c.data(), n, rows, inner, cols);
  CHECK(c == expected);
}
