// What a run counts. The fields are listed once, in kStatsFields; sums, comparisons, JSON, CSV and tests go over that
// list.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string_view>
#include <tuple>

#include "sim/array/array_counters.h"
#include "sim/units.h"

namespace skipgrid::sim {

/// Raw counts only: ratios and energies are computed where they are written. What the array counts itself is among
/// them.
struct Stats : ArrayCounters {
  Stats() = default;
  explicit Stats(const ArrayCounters& counters) : ArrayCounters(counters) {}

  Cycles cycles;
  Cycles compute_cycles;
  Cycles fill_cycles;
  Cycles dram_stall_cycles;
  Cycles skip_stall_cycles;
  Cycles buffer_stall_cycles;
  Cycles vector_wait_cycles;
  Cycles stall_cycles;
  Cycles array_cycles;
  Cycles vector_cycles;
  std::int64_t gemms = 0;
  std::int64_t gated_macs = 0;
  std::int64_t padding_macs = 0;
  std::int64_t dense_macs = 0;
  std::int64_t vector_lane_cycles = 0;
  Bytes sram_read_bytes;
  Bytes sram_write_bytes;
  Bytes dram_read_bytes;
  Bytes dram_write_bytes;
};

/// What a cycle is spent on: the field in which it counts beside `cycles`.
using Spent = Cycles Stats::*;
/// All of these add up to `cycles`.
inline constexpr std::array<Spent, 6> kSpentKinds{&Stats::compute_cycles,      &Stats::fill_cycles,
                                                  &Stats::dram_stall_cycles,   &Stats::skip_stall_cycles,
                                                  &Stats::buffer_stall_cycles, &Stats::vector_wait_cycles};
/// Of these, those in which a free array waits: they add up to `stall_cycles`.
inline constexpr std::array<Spent, 3> kStalls{&Stats::dram_stall_cycles, &Stats::skip_stall_cycles,
                                              &Stats::buffer_stall_cycles};
/// Counts cycles in every field that they belong to. `kind` null: spent on nothing.
void spend(Stats& stats, Spent kind, Cycles cycles);

template <class Value>
struct StatsField {
  std::string_view name, unit, description;
  Value Stats::*member;
};
template <class Value>
StatsField(const char*, const char*, const char*, Value Stats::*) -> StatsField<Value>;

inline constexpr std::tuple kStatsFields{
    StatsField{"cycles", "cycles", "from start to end", &Stats::cycles},
    StatsField{"compute_cycles", "cycles", "operands stream through the array", &Stats::compute_cycles},
    StatsField{"fill_cycles", "cycles", "waves load, cross or drain the array and none streams", &Stats::fill_cycles},
    StatsField{"dram_stall_cycles", "cycles", "a tile that could start, or nothing else, waits for DRAM",
               &Stats::dram_stall_cycles},
    StatsField{"skip_stall_cycles", "cycles", "a product that could start waits for its kept indices",
               &Stats::skip_stall_cycles},
    StatsField{"buffer_stall_cycles", "cycles", "a tile that could start waits for a buffer's ports or room",
               &Stats::buffer_stall_cycles},
    StatsField{"vector_wait_cycles", "cycles", "only the vector unit works", &Stats::vector_wait_cycles},
    StatsField{"stall_cycles", "cycles", "waiting for DRAM, indices or buffers", &Stats::stall_cycles},
    StatsField{"array_cycles", "cycles", "with a wave in the array, whatever else", &Stats::array_cycles},
    StatsField{"vector_cycles", "cycles", "with the vector unit at work, whatever else", &Stats::vector_cycles},
    StatsField{"gemms", "products", "matrix products, those with nothing left to compute too", &Stats::gemms},
    StatsField<std::int64_t>{"macs", "MACs", "multiply-accumulates that the array did", &Stats::macs},
    StatsField{"gated_macs", "MACs", "of these, with an operand that dropout had made zero", &Stats::gated_macs},
    StatsField{"padding_macs", "MACs", "of macs, on what only pads a batch to its longest sample",
               &Stats::padding_macs},
    StatsField{"dense_macs", "MACs", "multiply-accumulates if nothing were skipped", &Stats::dense_macs},
    StatsField<std::int64_t>{"tiles", "tiles", "tiles that went through the array", &Stats::tiles},
    StatsField<std::int64_t>{"used_pes", "PEs", "sum over the tiles of the PEs that hold a kept index",
                             &Stats::used_pes},
    StatsField<std::int64_t>{"register_moves", "values", "taken into the PEs' registers", &Stats::register_moves},
    StatsField{"vector_lane_cycles", "lane-cycles", "of the vector unit", &Stats::vector_lane_cycles},
    StatsField{"sram_read_bytes", "bytes", "out of the buffers, to the array and to DRAM", &Stats::sram_read_bytes},
    StatsField{"sram_write_bytes", "bytes", "into the buffers, from the array and from DRAM", &Stats::sram_write_bytes},
    StatsField{"dram_read_bytes", "bytes", "out of DRAM", &Stats::dram_read_bytes},
    StatsField{"dram_write_bytes", "bytes", "into DRAM", &Stats::dram_write_bytes},
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
/// Padding's share of the MACs done; nothing when none were.
std::optional<double> padding_share(const Stats& stats);
/// Mean over the tiles of used PEs / all PEs; nothing when there was no tile.
std::optional<double> mapping_efficiency(const Stats& stats, std::int64_t pes);
/// How many times fewer cycles than `baseline`; nothing when there are none to divide by.
std::optional<double> speedup(const Stats& baseline, const Stats& stats);

}  // namespace skipgrid::sim
