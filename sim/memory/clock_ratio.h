// Two clocks that both tick at time 0, and which tick of the one a tick of the other falls on.
#pragma once

#include <cstdint>
#include <numeric>

#include "sim/memory/banked/dram_device.h"
#include "sim/units.h"

namespace skipgrid::sim {

/// How long a cycle of a clock lasts, exactly: few clocks have a period of whole picoseconds.
struct ClockPeriod {
  /// Whole picoseconds, at least 1.
  ClockPeriod(std::int64_t whole_picoseconds) : picoseconds(whole_picoseconds) {}
  static ClockPeriod of_mhz(std::int64_t mhz) {
    ClockPeriod period(1'000'000);
    period.over = mhz;
    return period;
  }

  std::int64_t picoseconds;  ///< divided by `over`
  std::int64_t over = 1;
};

class ClockRatio {
 public:
  ClockRatio(ClockPeriod array, ClockPeriod dram)
      : array_(array.picoseconds * dram.over), dram_(dram.picoseconds * array.over) {
    const std::int64_t common = std::gcd(array_, dram_);
    array_ /= common;
    dram_ /= common;
  }

  /// The first DRAM tick at or after the start of array cycle `cycle`. Throws std::overflow_error when 64 bits do not
  /// hold it.
  DramTick to_dram(Cycles cycle) const { return scaled_up(cycle.count(), array_, dram_); }
  /// The first array cycle that starts at or after DRAM tick `tick`.
  Cycles to_array(DramTick tick) const { return Cycles(scaled_up(tick, dram_, array_)); }

 private:
  /// ticks x from / to, rounded up, without a product that is larger than the result.
  static std::int64_t scaled_up(std::int64_t ticks, std::int64_t from, std::int64_t to) {
    constexpr const char* kTicks = "a time in ticks of a clock";
    return checked_sum(checked_product(ticks / to, from, kTicks), (ticks % to * from + to - 1) / to, kTicks);
  }

  std::int64_t array_, dram_;  // periods in a common unit, reduced
};

}  // namespace skipgrid::sim
