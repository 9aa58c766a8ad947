// A cost for each pair of numbers of bursts, measured where it is asked for.
#pragma once

#include <functional>
#include <optional>
#include <vector>

#include "sim/memory/calibrated/measured_counts.h"

namespace skipgrid::sim {

/// A program that runs one small product asks for a few of the hundreds of pairs, and measuring them all takes longer
/// than the run.
class MeasuredTable {
 public:
  /// Of the numbers' places among the counts.
  using Measure = std::function<ChannelCost(std::size_t row, std::size_t column)>;
  MeasuredTable(MeasuredCounts counts, Measure measure)
      : counts_(std::move(counts)), measure_(std::move(measure)), costs_(counts_.size() * counts_.size()) {}

  ChannelCost at(std::int64_t row, std::int64_t column) const {
    // Streams that take turns ask for the same again and again.
    if (row != latest_row_ || column != latest_column_) {
      latest_ = interpolated(row, column);
      latest_row_ = row;
      latest_column_ = column;
    }
    return latest_;
  }
  void measure_all() const {
    for (std::size_t row = 0; row < counts_.size(); ++row)
      for (std::size_t column = 0; column < counts_.size(); ++column) cost(row, column);
  }
  std::int64_t longest() const { return counts_.longest(); }

 private:
  ChannelCost interpolated(std::int64_t row, std::int64_t column) const {
    const auto &down = counts_.place(row), &across = counts_.place(column);
    const auto at_row = [&](std::size_t number) {
      return mixed(across.weight, [&](std::size_t upper) { return cost(number, across.below + upper); });
    };
    return mixed(down.weight, [&](std::size_t upper) { return at_row(down.below + upper); });
  }
  /// Of a lower and an upper neighbour; one of no weight is not asked for.
  template <class Of>
  static ChannelCost mixed(std::int64_t weight, const Of& of) {
    if (weight == 0) return of(0);
    if (weight == kCostUnit) return of(1);
    return between(of(0), of(1), weight);
  }
  const ChannelCost& cost(std::size_t row, std::size_t column) const {
    std::optional<ChannelCost>& known = costs_[row * counts_.size() + column];
    if (!known) known = measure_(row, column);
    return *known;
  }

  MeasuredCounts counts_;
  Measure measure_;
  mutable std::vector<std::optional<ChannelCost>> costs_;  // what is measured does not depend on when
  mutable std::int64_t latest_row_ = -1, latest_column_ = -1;
  mutable ChannelCost latest_;
};

}  // namespace skipgrid::sim
