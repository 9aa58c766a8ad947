#include "sim/cli/train/comparison_figures.h"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "sim/experiment/variant.h"

namespace skipgrid::cli {

namespace {

double seconds_of(const IterationTime& time, TimePart part) {
  const double phases = std::accumulate(time.phases.begin(), time.phases.end(), 0.0);
  switch (part) {
    case TimePart::rest: return time.total - phases;
    case TimePart::total: return time.total;
    default: return time.phases[static_cast<std::size_t>(part)];
  }
}

std::optional<MetricFigures> figures_of(const Comparison& comparison, sim::Variant variant) {
  const auto found = std::find(comparison.modes.begin(), comparison.modes.end(), to_string(variant));
  if (found == comparison.modes.end()) return std::nullopt;
  return metric_figures(comparison, static_cast<std::size_t>(found - comparison.modes.begin()));
}

}  // namespace

std::string_view to_string(TimePart part) {
  constexpr std::string_view kNames[] = {"FP", "BP", "WG", "rest", "total"};
  return kNames[static_cast<std::size_t>(part)];
}

std::vector<double> milliseconds_of(const Comparison& comparison, std::size_t mode, TimePart part) {
  std::vector<double> all;
  for (const SeedComparison& once : comparison.seeds) {
    for (const IterationTime& time : once.times[mode]) all.push_back(1e3 * seconds_of(time, part));
  }
  return all;
}

std::optional<MetricFigures> metric_figures(const Comparison& comparison, std::size_t mode) {
  MetricFigures figures;
  for (const SeedComparison& once : comparison.seeds) {
    const std::vector<models::EpochResult>& curve = once.results[mode].position.curve;
    if (curve.empty()) return std::nullopt;
    figures.metric = metric_of(curve.back());
    figures.values.push_back(value_of(figures.metric, curve.back()));
  }
  figures.spread = sim::spread_of(figures.values);
  if (figures.values.size() > 1) {
    double squares = 0.0;
    for (const double value : figures.values) squares += std::pow(value - figures.spread.mean, 2);
    figures.deviation = std::sqrt(squares / static_cast<double>(figures.values.size() - 1));
  }
  return figures;
}

std::optional<MetricDifference> metric_difference(const Comparison& comparison) {
  const auto random = figures_of(comparison, sim::Variant::random);
  const auto structured = figures_of(comparison, sim::Variant::structured);
  if (!random || !structured || random->values.size() < 2) return std::nullopt;
  std::vector<double> differences;
  for (std::size_t i = 0; i < random->values.size(); ++i) {
    differences.push_back(structured->values[i] - random->values[i]);
  }
  return MetricDifference{sim::spread_of(differences), random->spread.mean};
}

}  // namespace skipgrid::cli
