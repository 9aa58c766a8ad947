#include "sim/experiment/draws/spread.h"

#include <boost/math/distributions/students_t.hpp>
#include <cmath>

namespace skipgrid::sim {
namespace {

constexpr double kConfidence = 0.95;

Cycles cycles_in(const PhaseCycles& cycles, const SomePhase& phase) {
  if (phase) return cycles[static_cast<std::size_t>(*phase)];
  Cycles sum;
  for (const Cycles& part : cycles) sum += part;
  return sum;
}

}  // namespace

std::optional<double> mean_of(const std::optional<Spread>& spread) {
  return spread ? std::optional(spread->mean) : std::nullopt;
}

std::optional<double> margin_of(const std::optional<Spread>& spread) { return spread ? spread->margin : std::nullopt; }

Spread spread_of(const std::vector<double>& values) {
  const auto count = static_cast<double>(values.size());
  // From the first value on, so that values that are all the same have exactly no spread.
  double sum = 0, squares = 0;
  for (const double value : values) sum += value - values.front();
  Spread spread{values.front() + sum / count, std::nullopt};
  if (values.size() < 2) return spread;
  for (const double value : values) squares += std::pow(value - values.front() - sum / count, 2);
  const boost::math::students_t distribution(count - 1);
  spread.margin = quantile(distribution, (1 + kConfidence) / 2) * std::sqrt(squares / (count - 1) / count);
  return spread;
}

DrawnCycles drawn_cycles(const LayerResult& layer, const SomePhase& phase) {
  DrawnCycles drawn{phase ? layer.stats[*phase].cycles : layer.stats.total().cycles};
  for (const PhaseCycles& cycles : layer.redrawn) drawn.push_back(cycles_in(cycles, phase));
  return drawn;
}

DrawnCycles drawn_cycles(const VariantResult& variant, const SomePhase& phase) {
  DrawnCycles sum;
  for (const LayerResult& layer : variant.layers) {
    const DrawnCycles more = drawn_cycles(layer, phase);
    sum.resize(more.size());
    for (std::size_t draw = 0; draw < more.size(); ++draw) sum[draw] += more[draw];
  }
  return sum;
}

std::optional<Spread> speedup(const DrawnCycles& baseline, const DrawnCycles& cycles) {
  std::vector<double> factors;
  for (std::size_t draw = 0; draw < cycles.size(); ++draw) {
    if (cycles[draw] == Cycles(0)) return std::nullopt;
    factors.push_back(static_cast<double>(baseline.at(draw).count()) / static_cast<double>(cycles[draw].count()));
  }
  return factors.empty() ? std::nullopt : std::optional(spread_of(factors));
}

std::optional<Spread> speedup(const VariantResult& baseline, const VariantResult& variant, const SomePhase& phase) {
  return speedup(drawn_cycles(baseline, phase), drawn_cycles(variant, phase));
}

}  // namespace skipgrid::sim
