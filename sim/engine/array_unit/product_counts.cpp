#include "sim/engine/array_unit/product_counts.h"

#include "sim/engine/array_unit/wasted_macs.h"

namespace skipgrid::sim {

void count_product(const traces::GemmOp& op, const GemmPlan& plan, const ArrayConfig& array, Skipping skipping,
                   Work& work) {
  const Tiling tiling(array, plan.kept_m(), plan.kept_k(), plan.kept_n());
  ++work.gemms;
  const std::int64_t macs = plan.kept_m() * plan.kept_k() * plan.kept_n();
  work.macs += macs;
  work.gated_macs += gated_macs(op, skipping);
  work.padding_macs += padding_macs(op, macs);
  work.dense_macs += op.dense_macs();
  work.tiles += plan.waves();
  // Every chunk of the streamed dimension takes all tiles once more.
  const std::int64_t chunks = tiling.count() == 0 ? 0 : plan.waves() / tiling.count();
  work.used_pes += tiling.used_pes() * chunks;
  work.register_moves += tiling.stream() * (tiling.used_rows() * array.cols + tiling.used_cols() * array.rows) +
                         plan.waves() * array.rows * array.pes();
  const SramTraffic sram = plan.sram_traffic();
  work.sram_read += sram.a_read + sram.b_read + sram.c_read;
  work.sram_written += sram.c_written;
}

}  // namespace skipgrid::sim
