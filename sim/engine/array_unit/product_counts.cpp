#include "sim/engine/array_unit/product_counts.h"

#include <string_view>

#include "sim/engine/array_unit/wasted_macs.h"

namespace skipgrid::sim {

void count_product(const traces::GemmOp& op, const GemmPlan& plan, const ArrayConfig& array, Skipping skipping,
                   Stats& stats) {
  const auto count = [](std::int64_t& sum, std::int64_t each, std::int64_t times, std::string_view name) {
    sum = checked_sum(sum, checked_product(each, times, name), name);
  };
  const Tiling tiling(array, plan.kept_m(), plan.kept_k(), plan.kept_n());
  ++stats.gemms;
  const std::int64_t macs = plan.kept_m() * plan.kept_k() * plan.kept_n();
  count(stats.macs, macs, 1, "macs");
  count(stats.gated_macs, gated_macs(op, skipping), 1, "gated_macs");
  count(stats.padding_macs, padding_macs(op, macs), 1, "padding_macs");
  count(stats.dense_macs, op.dense_macs(), 1, "dense_macs");
  count(stats.tiles, plan.waves(), 1, "tiles");
  // Every chunk of the streamed dimension takes all tiles once more.
  const std::int64_t chunks = tiling.count() == 0 ? 0 : plan.waves() / tiling.count();
  count(stats.used_pes, tiling.used_pes(), chunks, "used_pes");
  count(stats.register_moves, tiling.used_rows() * array.cols + tiling.used_cols() * array.rows, tiling.stream(),
        "register_moves");
  count(stats.register_moves, array.rows * array.pes(), plan.waves(), "register_moves");
  const SramTraffic sram = plan.sram_traffic();
  stats.sram_read_bytes += sram.a_read + sram.b_read + sram.c_read;
  stats.sram_write_bytes += sram.c_written;
}

}  // namespace skipgrid::sim
