// What a run counts. The fields are listed once, in kStatsFields; sums, comparisons, JSON, CSV and tests go over that
// list.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>
#include <tuple>

#include "sim/units.h"

namespace skipgrid::sim {

/// Raw counts only: ratios are computed where they are written.
struct Stats {
  Cycles cycles;
  Cycles array_cycles;
  Cycles stall_cycles;
  std::int64_t gemms = 0;
  std::int64_t macs = 0;
  std::int64_t dense_macs = 0;
  std::int64_t tiles = 0;
  std::int64_t used_pes = 0;
};

template <class Value>
struct StatsField {
  std::string_view name, unit, description;
  Value Stats::*member;
};
template <class Value>
StatsField(const char*, const char*, const char*, Value Stats::*) -> StatsField<Value>;

inline constexpr std::tuple kStatsFields{
    StatsField{"cycles", "cycles", "from start to end", &Stats::cycles},
    StatsField{"array_cycles", "cycles", "with the array at work", &Stats::array_cycles},
    StatsField{"stall_cycles", "cycles", "with the array waiting for operands or for room for results",
               &Stats::stall_cycles},
    StatsField{"gemms", "products", "matrix products, those with nothing left to compute too", &Stats::gemms},
    StatsField{"macs", "MACs", "multiply-accumulates that the array did", &Stats::macs},
    StatsField{"dense_macs", "MACs", "multiply-accumulates if nothing were skipped", &Stats::dense_macs},
    StatsField{"tiles", "tiles", "tiles that went through the array", &Stats::tiles},
    StatsField{"used_pes", "PEs", "sum over the tiles of the PEs that hold a kept index", &Stats::used_pes},
};

/// Calls visit(field) for every field in order.
template <class Visit>
constexpr void for_each_field(Visit&& visit) {
  std::apply([&](const auto&... field) { (visit(field), ...); }, kStatsFields);
}

namespace detail {
constexpr std::size_t size_of_all_fields() {
  std::size_t size = 0;
  for_each_field([&](const auto& field) { size += sizeof(Stats{}.*(field.member)); });
  return size;
}
}  // namespace detail
static_assert(detail::size_of_all_fields() == sizeof(Stats), "a field of Stats is missing in kStatsFields");

/// The plain number in a field.
constexpr std::int64_t number(std::int64_t value) { return value; }
template <class Unit, class Rep>
constexpr Rep number(Quantity<Unit, Rep> value) {
  return value.count();
}

/// Throws std::overflow_error when a count no longer fits in 64 bits.
Stats& operator+=(Stats& sum, const Stats& more);
bool operator==(const Stats& x, const Stats& y);
inline bool operator!=(const Stats& x, const Stats& y) { return !(x == y); }

/// MACs done / (processing elements * cycles); nothing when no cycle passed.
std::optional<double> utilization(const Stats& stats, std::int64_t pes);
/// Mean over the tiles of used PEs / all PEs; nothing when there was no tile.
std::optional<double> mapping_efficiency(const Stats& stats, std::int64_t pes);
/// How many times fewer cycles than `baseline`; nothing when there are none to divide by.
std::optional<double> speedup(const Stats& baseline, const Stats& stats);

}  // namespace skipgrid::sim
