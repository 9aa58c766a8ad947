// The figures of a comparison, as every report of it shows them.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "sim/cli/train/comparison.h"
#include "sim/cli/train/paired_times.h"
#include "sim/cli/train/task_metric.h"
#include "sim/experiment/draws/spread.h"

namespace skipgrid::cli {

/// What the seconds of an iteration are spent on: its products and what is element-wise, by phase; drawing masks,
/// putting batches together and the like; all of it.
enum class TimePart { fp, bp, wg, rest, total };
inline constexpr TimePart kTimeParts[] = {TimePart::fp, TimePart::bp, TimePart::wg, TimePart::rest, TimePart::total};
std::string_view to_string(TimePart part);

/// In milliseconds, of all measured rounds of all seeds.
std::vector<double> milliseconds_of(const Comparison& comparison, std::size_t mode, TimePart part);

/// The task's metric after the last epoch, a value a seed.
struct MetricFigures {
  TaskMetric metric = TaskMetric::perplexity;
  std::vector<double> values;
  sim::Spread spread;
  std::optional<double> deviation;  ///< standard deviation; nothing with a single seed
};
/// Nothing when no epoch was completed.
std::optional<MetricFigures> metric_figures(const Comparison& comparison, std::size_t mode);

/// Seed by seed the metric of structured less that of random; nothing when either is missing, or with a single seed.
struct MetricDifference {
  sim::Spread spread;        ///< with Student's t
  double relative_to = 0.0;  ///< the mean of random
};
std::optional<MetricDifference> metric_difference(const Comparison& comparison);

}  // namespace skipgrid::cli
