#include "sim/engine/stats.h"

#include <algorithm>

namespace skipgrid::sim {
namespace {

std::optional<double> ratio(double numerator, double denominator) {
  if (denominator == 0) return std::nullopt;
  return numerator / denominator;
}

}  // namespace

void spend(Stats& stats, Spent kind, Cycles cycles) {
  stats.cycles += cycles;
  if (kind == nullptr) return;
  stats.*kind += cycles;
  if (std::find(kStalls.begin(), kStalls.end(), kind) != kStalls.end()) stats.stall_cycles += cycles;
}

Stats& operator+=(Stats& sum, const Stats& more) {
  for_each_field([&](const auto& field) {
    auto& value = sum.*(field.member);
    using Value = std::decay_t<decltype(value)>;
    value = Value(checked_sum(number(value), number(more.*(field.member)), field.name));
  });
  return sum;
}

bool operator==(const Stats& x, const Stats& y) {
  bool equal = true;
  for_each_field([&](const auto& field) { equal = equal && x.*(field.member) == y.*(field.member); });
  return equal;
}

std::optional<double> utilization(const Stats& stats, std::int64_t pes) {
  return ratio(static_cast<double>(stats.macs), static_cast<double>(pes) * static_cast<double>(stats.cycles.count()));
}

std::optional<double> padding_share(const Stats& stats) {
  return ratio(static_cast<double>(stats.padding_macs), static_cast<double>(stats.macs));
}

std::optional<double> mapping_efficiency(const Stats& stats, std::int64_t pes) {
  return ratio(static_cast<double>(stats.used_pes), static_cast<double>(pes) * static_cast<double>(stats.tiles));
}

std::optional<double> speedup(const Stats& baseline, const Stats& stats) {
  return ratio(static_cast<double>(baseline.cycles.count()), static_cast<double>(stats.cycles.count()));
}

}  // namespace skipgrid::sim
