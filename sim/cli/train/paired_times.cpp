#include "sim/cli/train/paired_times.h"

#include <algorithm>
#include <boost/math/distributions/binomial.hpp>
#include <cstddef>

namespace skipgrid::cli {

namespace {

double at_share(const std::vector<double>& sorted, double share) {
  const double place = share * static_cast<double>(sorted.size() - 1);
  const auto below = static_cast<std::size_t>(place);
  const std::size_t above = std::min(below + 1, sorted.size() - 1);
  return sorted[below] + (place - static_cast<double>(below)) * (sorted[above] - sorted[below]);
}

}  // namespace

Quartiles quartiles_of(std::vector<double> values) {
  std::sort(values.begin(), values.end());
  return {at_share(values, 0.25), at_share(values, 0.5), at_share(values, 0.75)};
}

MedianInterval median_interval(std::vector<double> values) {
  std::sort(values.begin(), values.end());
  MedianInterval interval{at_share(values, 0.5)};
  const auto count = static_cast<double>(values.size());
  const boost::math::binomial_distribution<double> tosses(count, 0.5);
  constexpr double kMostInATail = 0.025;
  std::size_t left_out = 0;  // on each side
  while (2 * (left_out + 1) < values.size() && cdf(tosses, static_cast<double>(left_out)) <= kMostInATail) ++left_out;
  if (left_out == 0) return interval;
  interval.low = values[left_out - 1];
  interval.high = values[values.size() - left_out];
  return interval;
}

std::optional<MedianInterval> speedup_of(const std::vector<double>& base, const std::vector<double>& time) {
  std::vector<double> ratios;
  for (std::size_t i = 0; i < time.size(); ++i) {
    if (time[i] == 0.0) return std::nullopt;
    ratios.push_back(base[i] / time[i]);
  }
  return median_interval(std::move(ratios));
}

}  // namespace skipgrid::cli
