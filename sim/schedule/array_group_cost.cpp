#include "sim/schedule/array_group_cost.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "sim/array/array_gemm.h"
#include "sim/array/tile/wave_timing.h"

namespace skipgrid::sim {

Cycles ArrayGroupCost::cycles(const std::vector<CostedProduct>& products) const {
  return std::max(array_cycles(products), dram_cycles(moved(products)));
}

Cycles ArrayGroupCost::array_cycles(const std::vector<CostedProduct>& products) const {
  WaveClock clock(config_.array);
  Cycles end;
  for (const CostedProduct& product : products) {
    const Tiling tiling(config_.array, product.m, product.k, product.n);
    if (tiling.count() > 0) end = clock.add(Cycles(0), tiling.count(), tiling.stream()).end;
  }
  return end;
}

bool ArrayGroupCost::pinned(std::string_view tensor) const { return config_.pinned.count(std::string(tensor)) != 0; }

Bytes ArrayGroupCost::moved(const std::vector<CostedProduct>& products) const {
  if (config_.dram_bytes_per_cycle == 0.0 || products.empty()) return Bytes(0);
  constexpr std::int64_t kSumBytes = 4;
  const std::int64_t operand_bytes = config_.array.precision == Precision::bf16 ? 2 : 4;
  std::int64_t bytes = 0;
  for (const CostedProduct& product : products) {
    if (product.m == 0 || product.k == 0 || product.n == 0) continue;
    if (!pinned(product.a)) bytes += operand_bytes * product.m * product.k;
    if (!pinned(product.b)) bytes += operand_bytes * product.k * product.n;
    if (!pinned(product.c)) bytes += kSumBytes * product.m * product.n * (product.accumulate ? 2 : 1);
  }
  return Bytes(bytes);
}

Cycles ArrayGroupCost::dram_cycles(Bytes bytes) const {
  if (bytes.count() == 0) return Cycles(0);
  return Cycles(
      static_cast<std::int64_t>(std::ceil(static_cast<double>(bytes.count()) / config_.dram_bytes_per_cycle)));
}

namespace {

std::string fills(std::int64_t size, int side, const char* what) {
  const std::int64_t physical = (size + side - 1) / side * side;
  return fmt::format("a product fills {} of {} {}", size, physical, what);
}

std::int64_t macs(const CostedProduct& product) { return product.m * product.k * product.n; }

}  // namespace

std::string ArrayGroupCost::why_fused(const std::vector<CostedProduct>& apart, const CostedProduct& fused,
                                      FusedAxis axis) const {
  const Bytes moved_apart = moved(apart);
  if (dram_cycles(moved_apart) > array_cycles(apart)) {
    return fmt::format("{} products move {} KiB to and from DRAM, one fused {} KiB", apart.size(),
                       moved_apart.count() >> 10, moved({fused}).count() >> 10);
  }
  const ArrayConfig& array = config_.array;
  const std::int64_t step = axis == FusedAxis::m ? apart.front().m : apart.front().k;
  const Mapping& mapping = mapping_of(array.dataflow);
  const Dimension dimension = axis == FusedAxis::m ? Dimension::m : Dimension::k;
  if (dimension == mapping.rows && step % array.rows != 0) return fills(step, array.rows, "rows");
  if (dimension == mapping.cols && step % array.cols != 0) return fills(step, array.cols, "columns");
  if (dimension == mapping.stream && array.schedule == Schedule::serial) {
    const std::int64_t overhead = isolated_cycles(array, 1, step).count() - step;
    return fmt::format("a product streams {} operands past each tile, which costs {} cycles besides", step, overhead);
  }
  if (dimension == mapping.stream && step < array.rows) {
    return fmt::format("a product streams {} operands past each tile, which takes {} cycles to {}", step, array.rows,
                       mapping.output_stationary() ? "drain" : "load");
  }
  double kept = 0.0;
  for (const CostedProduct& product : apart) kept += static_cast<double>(macs(product));
  const double share = 100.0 * kept / static_cast<double>(macs(fused));
  return fmt::format("the masks still keep {}% of the MACs", std::lround(share));
}

}  // namespace skipgrid::sim
