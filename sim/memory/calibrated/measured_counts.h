// The numbers of bursts for which a cost is measured, and where others lie between them.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <vector>

#include "sim/memory/calibrated/channel_cost.h"

namespace skipgrid::sim {

class MeasuredCounts {
 public:
  /// Between the counts that were measured: on a straight line over the logarithm. Outside: as at the nearest.
  struct Place {
    std::size_t below = 0;    ///< of two neighbours
    std::int64_t weight = 0;  ///< of the upper one, in kCostUnit
  };

  /// At least two, ascending.
  explicit MeasuredCounts(std::vector<std::int64_t> counts) : counts_(std::move(counts)) {
    for (std::int64_t bursts = 0; bursts <= counts_.back(); ++bursts) places_.push_back(between_neighbours(bursts));
  }

  const std::vector<std::int64_t>& counts() const { return counts_; }
  std::size_t size() const { return counts_.size(); }
  std::int64_t longest() const { return counts_.back(); }
  const Place& place(std::int64_t bursts) const {
    return places_[static_cast<std::size_t>(std::clamp<std::int64_t>(bursts, 0, longest()))];
  }

 private:
  Place between_neighbours(std::int64_t bursts) const {
    if (bursts <= counts_.front()) return {0, 0};
    if (bursts >= counts_.back()) return {counts_.size() - 2, kCostUnit};
    const auto above = std::upper_bound(counts_.begin(), counts_.end(), bursts);
    const auto low = static_cast<double>(above[-1]), high = static_cast<double>(*above);
    return {static_cast<std::size_t>(above - counts_.begin()) - 1,
            in_cost_units(std::log(static_cast<double>(bursts) / low) / std::log(high / low))};
  }

  std::vector<std::int64_t> counts_;
  std::vector<Place> places_;  // of 0, 1, 2, ... bursts: a logarithm for each request would take longer than the rest
};

}  // namespace skipgrid::sim
