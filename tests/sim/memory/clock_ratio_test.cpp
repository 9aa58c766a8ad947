#include "sim/memory/clock_ratio.h"

#include <catch2/catch.hpp>
#include <limits>

namespace skipgrid::sim {

TEST_CASE("A clock whose period is no whole number of picoseconds loses nothing in a second") {
  // 7.3 GHz beside a DRAM clock of 833 ps: 10^12 / 833 is 1,200,480,192.08.
  const ClockRatio clocks(ClockPeriod::of_mhz(7300), 833);
  CHECK(clocks.to_dram(Cycles(7'300'000'000)) == 1'200'480'193);
  // That tick begins 0.77 ns into the next second: in cycle 5.6 of it.
  CHECK(clocks.to_array(1'200'480'193) == Cycles(7'300'000'006));
}

TEST_CASE("A tick that 64 bits do not hold is refused, the last one that they hold is not") {
  const ClockRatio clocks(2, 1);
  const std::int64_t most = std::numeric_limits<std::int64_t>::max();
  CHECK(clocks.to_dram(Cycles(most / 2)) == most - 1);
  CHECK_THROWS_WITH(clocks.to_dram(Cycles(most / 2 + 1)), "a time in ticks of a clock no longer fits in 64 bits");
}

TEST_CASE("Ticks are rounded up on both sides of the edge") {
  const ClockRatio clocks(1000, 1500);
  CHECK(clocks.to_dram(Cycles(0)) == 0);
  CHECK(clocks.to_dram(Cycles(1)) == 1);
  CHECK(clocks.to_dram(Cycles(3)) == 2);
  CHECK(clocks.to_dram(Cycles(4)) == 3);
  CHECK(clocks.to_array(2) == Cycles(3));
  CHECK(clocks.to_array(3) == Cycles(5));
}

TEST_CASE("Ratios without a common factor hold for as long as 64 bits count cycles") {
  const ClockRatio clocks(ClockPeriod::of_mhz(7301), 833);
  const std::int64_t cycles = 7301 * 833 * std::int64_t{100'000'000'000};  // 8.33 x 10^16 ps, and as many ticks of 833
  CHECK(clocks.to_dram(Cycles(cycles)) == std::int64_t{1'000'000} * 100'000'000'000);
  CHECK(clocks.to_array(std::int64_t{1'000'000} * 100'000'000'000) == Cycles(cycles));
}

}  // namespace skipgrid::sim
