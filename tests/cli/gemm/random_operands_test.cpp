#include "sim/cli/gemm/random_operands.h"

#include <algorithm>
#include <catch2/catch.hpp>

using skipgrid::cli::RandomOperands;

TEST_CASE("Kept indices are as many as asked for, increasing, and inside the range") {
  RandomOperands random(3);
  for (const std::int64_t size : {1, 2, 17, 100})
    for (std::int64_t count = 0; count <= size; ++count) {
      const std::vector<std::uint32_t> kept = random.kept_indices(size, count);
      CHECK(kept.size() == static_cast<std::size_t>(count));
      CHECK(std::is_sorted(kept.begin(), kept.end()));
      CHECK(std::adjacent_find(kept.begin(), kept.end()) == kept.end());
      CHECK((kept.empty() || kept.back() < size));
    }
}

TEST_CASE("Every index is kept equally often") {
  RandomOperands random(4);
  std::vector<int> times(10);
  for (int i = 0; i < 10'000; ++i)
    for (const std::uint32_t index : random.kept_indices(10, 3)) ++times[index];
  // 3,000 expected; the standard deviation is 46.
  for (const int count : times) CHECK(std::abs(count - 3000) < 230);
}

TEST_CASE("The same seed gives the same operands, another seed others") {
  CHECK(RandomOperands(5).matrix(3, 4) == RandomOperands(5).matrix(3, 4));
  CHECK(RandomOperands(5).matrix(3, 4) != RandomOperands(6).matrix(3, 4));
}

TEST_CASE("Operands are of many sizes and both signs, so that the order of a sum shows in its bits") {
  const std::vector<float> values = RandomOperands(7).matrix(100, 10);
  float forward = 0, backward = 0;
  for (std::size_t i = 0; i < values.size(); ++i) {
    forward += values[i];
    backward += values[values.size() - 1 - i];
  }
  CHECK(forward != backward);
  CHECK(std::count_if(values.begin(), values.end(), [](float v) { return v < 0; }) > 400);
  CHECK(std::count_if(values.begin(), values.end(), [](float v) { return v > 0; }) > 400);
  CHECK(*std::max_element(values.begin(), values.end()) < 1.0F);
}
