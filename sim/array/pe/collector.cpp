#include "sim/array/pe/collector.h"

#include <algorithm>

namespace skipgrid::sim {

Collector::Collector(std::vector<const Wire*> wires)
    : wires_(std::move(wires)), waiting_(wires_.size(), std::vector<Lane>(wires_.size())), row_(wires_.size()) {}

std::vector<Lane>& Collector::slot(std::int64_t cycle) {
  return waiting_[static_cast<std::size_t>(cycle) % waiting_.size()];
}

bool Collector::collect(std::int64_t cycle) {
  const auto last_col = static_cast<std::int64_t>(wires_.size()) - 1;
  for (std::int64_t col = 0; col <= last_col; ++col) {
    // A PE's output of this cycle stands on its wire for the next.
    const Lane lane = wires_[static_cast<std::size_t>(col)]->at(cycle + 1);
    if (lane.valid) slot(cycle + last_col - col)[static_cast<std::size_t>(col)] = lane;
  }
  std::vector<Lane>& complete = slot(cycle);
  const bool any = std::any_of(complete.begin(), complete.end(), [](const Lane& lane) { return lane.valid; });
  if (any) {
    row_ = complete;
    std::fill(complete.begin(), complete.end(), Lane{});
  }
  return any;
}

}  // namespace skipgrid::sim
