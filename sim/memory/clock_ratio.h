// Two clocks that both tick at time 0, and which tick of the one a tick of the other falls on.
#pragma once

#include <cstdint>
#include <numeric>

#include "sim/memory/banked/dram_device.h"
#include "sim/units.h"

namespace skipgrid::sim {

class ClockRatio {
 public:
  /// Periods in picoseconds, at least 1.
  ClockRatio(std::int64_t array_ps, std::int64_t dram_ps)
      : array_ps_(array_ps / std::gcd(array_ps, dram_ps)), dram_ps_(dram_ps / std::gcd(array_ps, dram_ps)) {}

  /// The first DRAM tick at or after the start of array cycle `cycle`.
  DramTick to_dram(Cycles cycle) const { return ceil_div(cycle.count() * array_ps_, dram_ps_); }
  /// The first array cycle that starts at or after DRAM tick `tick`.
  Cycles to_array(DramTick tick) const { return Cycles(ceil_div(tick * dram_ps_, array_ps_)); }

 private:
  static std::int64_t ceil_div(std::int64_t a, std::int64_t b) { return (a + b - 1) / b; }

  std::int64_t array_ps_, dram_ps_;  // reduced
};

}  // namespace skipgrid::sim
