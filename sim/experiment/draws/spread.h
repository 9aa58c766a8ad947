// How far figures vary between draws of masks: means, and their 95 % confidence intervals.
#pragma once

#include <optional>
#include <vector>

#include "sim/experiment/results.h"
#include "sim/units.h"
#include "traces/ops.h"

namespace skipgrid::sim {

struct Spread {
  double mean = 0;
  std::optional<double> margin;  ///< the interval is mean - margin .. mean + margin; nothing with a single draw
};

std::optional<double> mean_of(const std::optional<Spread>& spread);
std::optional<double> margin_of(const std::optional<Spread>& spread);

/// Of independent values, at least one: Student's t with one degree of freedom less than there are values, since the
/// deviation is estimated from the same few values.
Spread spread_of(const std::vector<double>& values);

/// Nothing: all phases.
using SomePhase = std::optional<traces::Phase>;

/// One count for each draw of masks, the first draw first.
using DrawnCycles = std::vector<Cycles>;
DrawnCycles drawn_cycles(const LayerResult& layer, const SomePhase& phase);
DrawnCycles drawn_cycles(const VariantResult& variant, const SomePhase& phase);

/// How many times fewer cycles than the baseline's under the same draw; nothing when a draw has none to divide by.
/// Requires as many draws of one as of the other.
std::optional<Spread> speedup(const DrawnCycles& baseline, const DrawnCycles& cycles);
std::optional<Spread> speedup(const VariantResult& baseline, const VariantResult& variant,
                              const SomePhase& phase = std::nullopt);

}  // namespace skipgrid::sim
