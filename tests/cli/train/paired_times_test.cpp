// Medians and their intervals, by hand and by how often they are right.
#include "sim/cli/train/paired_times.h"

#include <catch2/catch.hpp>
#include <random>

namespace skipgrid::cli {

TEST_CASE("Quartiles lie between values in proportion") {
  const Quartiles quartiles = quartiles_of({4, 1, 3, 2});
  CHECK(quartiles.lower == 1.75);
  CHECK(quartiles.median == 2.5);
  CHECK(quartiles.upper == 3.25);
  CHECK(quartiles_of({7}).lower == 7.0);
}

TEST_CASE("The interval of a median goes from one ordered value to another, by the tosses of a coin") {
  const auto interval = [](int count) {
    std::vector<double> values;
    for (int i = count; i > 0; --i) values.push_back(i);
    return median_interval(values);
  };
  CHECK(interval(5).median == 3.0);
  CHECK_FALSE(interval(5).low);   // even no head at all has a probability of 1/32
  CHECK(interval(6).low == 1.0);  // 1/64
  CHECK(interval(6).high == 6.0);
  CHECK(interval(8).low == 1.0);  // one head at most: 9/256
  CHECK(interval(9).low == 2.0);  // 10/512
  CHECK(interval(9).high == 8.0);
  CHECK(interval(9).median == 5.0);
}

TEST_CASE("Intervals of medians hold the median as often as they say, also of what has outliers") {
  std::mt19937 random(4);
  std::lognormal_distribution<double> value(0.0, 2.0);  // of median 1
  for (const std::size_t count : {6u, 25u, 200u}) {
    int right = 0;
    for (int trial = 0; trial < 1000; ++trial) {
      std::vector<double> values(count);
      for (double& one : values) one = value(random);
      const MedianInterval interval = median_interval(values);
      right += *interval.low <= 1.0 && 1.0 <= *interval.high;
    }
    CAPTURE(count);
    CHECK(right >= 940);
    if (count > 6) CHECK(right <= 985);  // and they are no wider than that needs
  }
}

TEST_CASE("A speedup is the median of ratios pair by pair, not the ratio of medians") {
  // While the machine was busy both took ten times as long.
  const auto speedup = speedup_of({2, 20, 20, 2, 3}, {1, 10, 10, 1, 1});
  REQUIRE(speedup);
  CHECK(speedup->median == 2.0);
  CHECK_FALSE(speedup_of({1, 1}, {1, 0}));
}

}  // namespace skipgrid::cli
