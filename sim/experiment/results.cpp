#include "sim/experiment/results.h"

namespace skipgrid::sim {

Stats PhaseStats::total() const {
  Stats sum;
  for (const Stats& stats : by_phase) sum += stats;
  return sum;
}

PhaseStats& operator+=(PhaseStats& sum, const PhaseStats& more) {
  for (const traces::Phase phase : traces::kPhases) sum[phase] += more[phase];
  return sum;
}

PhaseStats VariantResult::stats() const {
  PhaseStats sum;
  for (const LayerResult& layer : layers) sum += layer.stats;
  return sum;
}

const VariantResult* Results::find(Variant variant) const {
  for (const VariantResult& result : variants)
    if (result.variant == variant) return &result;
  return nullptr;
}

}  // namespace skipgrid::sim
