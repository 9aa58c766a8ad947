// What a memory counts. The fields are listed once, in kDramStatisticsFields; sums, comparisons and tests go over it.
#pragma once

#include <cstdint>
#include <string_view>
#include <tuple>

#include "sim/memory/dram_config.h"

namespace skipgrid::sim {

/// Raw counts. `ideal` and `bandwidth` count requests and bytes only. hits + misses + conflicts = bursts.
struct DramStatistics {
  std::int64_t read_requests = 0;
  std::int64_t write_requests = 0;
  Bytes read_bytes;
  Bytes write_bytes;
  std::int64_t read_bursts = 0;
  std::int64_t write_bursts = 0;
  std::int64_t row_hits = 0;
  std::int64_t row_misses = 0;
  std::int64_t row_conflicts = 0;
  std::int64_t activates = 0;
  std::int64_t precharges = 0;
  std::int64_t refreshes = 0;
  DramCycles busy_cycles;
};

template <class Value>
struct DramStatisticsField {
  std::string_view name, unit, description;
  Value DramStatistics::*member;
};
template <class Value>
DramStatisticsField(const char*, const char*, const char*, Value DramStatistics::*) -> DramStatisticsField<Value>;

inline constexpr std::tuple kDramStatisticsFields{
    DramStatisticsField{"read_requests", "requests", "read requests", &DramStatistics::read_requests},
    DramStatisticsField{"write_requests", "requests", "write requests", &DramStatistics::write_requests},
    DramStatisticsField{"read_bytes", "bytes", "asked for by reads", &DramStatistics::read_bytes},
    DramStatisticsField{"write_bytes", "bytes", "given by writes", &DramStatistics::write_bytes},
    DramStatisticsField{"read_bursts", "bursts", "whole bursts that reads took", &DramStatistics::read_bursts},
    DramStatisticsField{"write_bursts", "bursts", "whole bursts that writes took", &DramStatistics::write_bursts},
    DramStatisticsField{"row_hits", "bursts", "found their row open", &DramStatistics::row_hits},
    DramStatisticsField{"row_misses", "bursts", "found their bank closed", &DramStatistics::row_misses},
    DramStatisticsField{"row_conflicts", "bursts", "found another row open", &DramStatistics::row_conflicts},
    DramStatisticsField{"activates", "commands", "rows opened", &DramStatistics::activates},
    DramStatisticsField{"precharges", "banks", "rows closed, one for each bank", &DramStatistics::precharges},
    DramStatisticsField{"refreshes", "commands", "refreshes, one for each rank", &DramStatistics::refreshes},
    DramStatisticsField{"busy_cycles", "DRAM cycles", "with bursts waiting, summed over channels",
                        &DramStatistics::busy_cycles},
};

/// Calls visit(field) for every field in order.
template <class Visit>
constexpr void for_each_dram_field(Visit&& visit) {
  std::apply([&](const auto&... field) { (visit(field), ...); }, kDramStatisticsFields);
}

static_assert(std::tuple_size_v<decltype(kDramStatisticsFields)> * sizeof(std::int64_t) == sizeof(DramStatistics),
              "a field of DramStatistics is missing in kDramStatisticsFields");

inline DramStatistics& operator+=(DramStatistics& sum, const DramStatistics& more) {
  for_each_dram_field([&](const auto& field) { sum.*(field.member) += more.*(field.member); });
  return sum;
}
inline DramStatistics operator-(DramStatistics from, const DramStatistics& less) {
  for_each_dram_field([&](const auto& field) { from.*(field.member) -= less.*(field.member); });
  return from;
}
inline bool operator==(const DramStatistics& x, const DramStatistics& y) {
  bool equal = true;
  for_each_dram_field([&](const auto& field) { equal = equal && x.*(field.member) == y.*(field.member); });
  return equal;
}

}  // namespace skipgrid::sim
