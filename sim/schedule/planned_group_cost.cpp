#include "sim/schedule/planned_group_cost.h"

#include <algorithm>
#include <cmath>

#include "sim/engine/array_unit/gemm_plan.h"

namespace skipgrid::sim {

namespace {

GroupCostConfig simple_config(const MachineConfig& config, const Residency& residency, double dram_bytes_per_cycle) {
  GroupCostConfig cost;
  cost.array = config.array;
  cost.dram_bytes_per_cycle = dram_bytes_per_cycle;
  for (const auto& [name, home] : residency.homes()) {
    if (home.pinned) cost.pinned.insert(name);
  }
  return cost;
}

}  // namespace

PlannedGroupCost::PlannedGroupCost(const MachineConfig& config, const Residency& residency)
    : config_(config),
      residency_(residency),
      array_(simple_config(config, residency, 0)),
      simple_(simple_config(config, residency, config.dram_bytes_per_cycle())) {}

Bytes PlannedGroupCost::moved(const CostedProduct& product) const {
  if (product.m == 0 || product.k == 0 || product.n == 0) return Bytes(0);
  traces::GemmOp op;
  op.m = product.m, op.k = product.k, op.n = product.n;
  op.a.name = product.a, op.b.name = product.b, op.c.name = product.c;
  op.accumulate = product.accumulate;
  return GemmPlan(config_, residency_, op, Skipping::off).dram_bytes();
}

Cycles PlannedGroupCost::cycles(const std::vector<CostedProduct>& products) const {
  const Cycles computing = array_.cycles(products);
  const double bytes_per_cycle = config_.dram_bytes_per_cycle();
  if (bytes_per_cycle == 0) return computing;
  Bytes bytes, last_moved;
  for (std::size_t i = 0; i < products.size(); ++i) {
    // Steps that keep equally many indices move equally many bytes.
    const bool as_before = i > 0 && products[i].m == products[i - 1].m && products[i].k == products[i - 1].k &&
                           products[i].n == products[i - 1].n && products[i].accumulate == products[i - 1].accumulate;
    const Bytes each = as_before ? last_moved : moved(products[i]);
    last_moved = each;
    bytes += each;
  }
  return std::max(computing,
                  Cycles(static_cast<std::int64_t>(std::ceil(static_cast<double>(bytes.count()) / bytes_per_cycle))));
}

std::string PlannedGroupCost::why_fused(const std::vector<CostedProduct>& apart, const CostedProduct& fused,
                                        FusedAxis axis) const {
  return simple_.why_fused(apart, fused, axis);
}

}  // namespace skipgrid::sim
