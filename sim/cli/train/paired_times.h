// How figures that were measured in turn compare: medians, quartiles, and ratios with their confidence intervals.
#pragma once

#include <optional>
#include <vector>

namespace skipgrid::cli {

struct Quartiles {
  double lower = 0.0, median = 0.0, upper = 0.0;
};

/// Of at least one value; between two values what lies between them in proportion.
Quartiles quartiles_of(std::vector<double> values);

/// The median, and an interval that holds that of the distribution with a probability of 95 % at least, whatever the
/// distribution is: from the k-th smallest value to the k-th largest, k being the largest number that as many tosses of
/// a coin as there are values show fewer heads than with a probability of 2.5 % at most. None for fewer than six
/// values.
struct MedianInterval {
  double median = 0.0;
  std::optional<double> low = {}, high = {};
};

MedianInterval median_interval(std::vector<double> values);

/// How many times as fast: of base / time, pair by pair. Requires as many of one as of the other, at least one; nothing
/// where a time is zero.
std::optional<MedianInterval> speedup_of(const std::vector<double>& base, const std::vector<double>& time);

}  // namespace skipgrid::cli
