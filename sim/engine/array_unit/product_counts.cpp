#include "sim/engine/array_unit/product_counts.h"

#include "sim/engine/array_unit/wasted_macs.h"

namespace skipgrid::sim {

void count_product(const traces::GemmOp& op, const GemmPlan& plan, const ArrayConfig& array, Skipping skipping,
                   Stats& stats) {
  const Tiling tiling(array, plan.kept_m(), plan.kept_k(), plan.kept_n());
  ++stats.gemms;
  const std::int64_t macs = plan.kept_m() * plan.kept_k() * plan.kept_n();
  stats.macs += macs;
  stats.gated_macs += gated_macs(op, skipping);
  stats.padding_macs += padding_macs(op, macs);
  stats.dense_macs += op.dense_macs();
  stats.tiles += plan.waves();
  // Every chunk of the streamed dimension takes all tiles once more.
  const std::int64_t chunks = tiling.count() == 0 ? 0 : plan.waves() / tiling.count();
  stats.used_pes += tiling.used_pes() * chunks;
  stats.register_moves += tiling.stream() * (tiling.used_rows() * array.cols + tiling.used_cols() * array.rows) +
                          plan.waves() * array.rows * array.pes();
  const SramTraffic sram = plan.sram_traffic();
  stats.sram_read_bytes += sram.a_read + sram.b_read + sram.c_read;
  stats.sram_write_bytes += sram.c_written;
}

}  // namespace skipgrid::sim
