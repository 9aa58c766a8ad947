// What something costs one channel on average.
#pragma once

#include <cmath>
#include <cstdint>

namespace skipgrid::sim {

/// In thousand-and-twenty-fourths (kCostUnit) of a DRAM cycle, and of a count.
struct ChannelCost {
  std::int64_t ticks = 0;
  std::int64_t misses = 0, conflicts = 0, activates = 0, precharges = 0;

  ChannelCost& operator+=(const ChannelCost& other) {
    ticks += other.ticks;
    misses += other.misses;
    conflicts += other.conflicts;
    activates += other.activates;
    precharges += other.precharges;
    return *this;
  }
  friend bool operator==(const ChannelCost& x, const ChannelCost& y) {
    return x.ticks == y.ticks && x.misses == y.misses && x.conflicts == y.conflicts && x.activates == y.activates &&
           x.precharges == y.precharges;
  }
  ChannelCost operator*(std::int64_t times) const {
    return {ticks * times, misses * times, conflicts * times, activates * times, precharges * times};
  }
};

inline constexpr std::int64_t kCostUnit = 1024;

/// On a straight line from one to the other; weight of the second, in kCostUnit.
inline ChannelCost between(const ChannelCost& one, const ChannelCost& other, std::int64_t weight) {
  const auto mix = [&](std::int64_t a, std::int64_t b) { return a + (b - a) * weight / kCostUnit; };
  return {mix(one.ticks, other.ticks), mix(one.misses, other.misses), mix(one.conflicts, other.conflicts),
          mix(one.activates, other.activates), mix(one.precharges, other.precharges)};
}

inline std::int64_t in_cost_units(double value) { return std::llround(value * static_cast<double>(kCostUnit)); }

}  // namespace skipgrid::sim
