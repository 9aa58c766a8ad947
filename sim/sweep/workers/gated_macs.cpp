#include "sim/sweep/workers/gated_macs.h"

#include "sim/engine/array_unit/wasted_macs.h"
#include "sim/experiment/results.h"

namespace skipgrid::sweep {

void GatedMacs::gemm(const traces::GemmOp& op) {
  std::int64_t& macs = counted_[{op.layer, op.op}][static_cast<std::size_t>(op.phase)];
  macs = sim::checked_sum(macs, sim::gated_macs(op, sim::Skipping::off), "gated_macs");
}

void GatedMacs::put_into(sim::VariantResult& result) const {
  for (sim::LayerResult& layer : result.layers) {
    for (const traces::Phase phase : traces::kPhases) layer.stats[phase].gated_macs = 0;
    for (sim::OperationResult& operation : layer.operations) {
      const auto counted = counted_.find({layer.name, operation.name});
      if (counted == counted_.end()) continue;
      for (const traces::Phase phase : traces::kPhases) {
        const std::int64_t macs = counted->second[static_cast<std::size_t>(phase)];
        operation.stats[phase].gated_macs = macs;
        layer.stats[phase].gated_macs += macs;
      }
    }
  }
}

}  // namespace skipgrid::sweep
