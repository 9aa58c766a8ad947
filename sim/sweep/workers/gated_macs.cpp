#include "sim/sweep/workers/gated_macs.h"

#include "sim/engine/array_unit/wasted_macs.h"
#include "sim/experiment/results.h"

namespace skipgrid::sweep {

void GatedMacs::gemm(const traces::GemmOp& op) {
  std::int64_t& macs = by_layer_[op.layer][static_cast<std::size_t>(op.phase)];
  macs = sim::checked_sum(macs, sim::gated_macs(op, sim::Skipping::off), "gated_macs");
}

void GatedMacs::put_into(sim::VariantResult& result) const {
  for (sim::LayerResult& layer : result.layers) {
    const auto counted = by_layer_.find(layer.name);
    for (const traces::Phase phase : traces::kPhases)
      layer.stats[phase].gated_macs = counted == by_layer_.end() ? 0 : counted->second[static_cast<std::size_t>(phase)];
  }
}

}  // namespace skipgrid::sweep
