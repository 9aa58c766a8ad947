#include "sim/schedule/span_demands.h"

#include <algorithm>
#include <cmath>

#include "sim/array/array_gemm.h"
#include "sim/engine/array_unit/gemm_plan.h"
#include "sim/engine/skip_unit.h"
#include "sim/schedule/span_product.h"

namespace skipgrid::sim {

using traces::GemmOp;

SpanDemands::SpanDemands(const Iteration& iteration, const MachineConfig& config, Skipping skipping,
                         const Residency& residency)
    : iteration_(iteration), config_(config), skipping_(skipping), residency_(residency) {
  for (const auto& any : iteration.ops()) {
    const auto* op = std::get_if<traces::VectorOp>(&any);
    element_wise_.push_back(op == nullptr ? Demand{} : element_wise_demand(*op));
  }
}

std::size_t SpanDemands::Hash::operator()(const Key& key) const {
  const auto& [group, first, steps, skips, transposed, pieces] = key;
  std::size_t hash = group;
  for (const std::size_t part : {first, static_cast<std::size_t>(steps), static_cast<std::size_t>(pieces)}) {
    hash = hash * 0x9e3779b97f4a7c15 + part;
  }
  return (hash * 4 + (skips ? 2u : 0u) + (transposed ? 1u : 0u)) * 0x9e3779b97f4a7c15 >> 8;
}

const std::vector<Demand>& SpanDemands::pieces(std::size_t group, std::size_t first, const Span& span, int pieces) {
  const auto [place, is_new] = known_.try_emplace({group, first, span.steps, span.skips, span.transposed, pieces});
  std::vector<Demand>& demands = place->second;
  if (!is_new) return demands;
  const bool skips = skipping_ == Skipping::on;
  for (const GemmOp& product : issued_products(iteration_, iteration_.groups()[group], first, span, pieces, config_)) {
    const Tiling tiling(config_.array, skips ? product.kept_m() : product.m, skips ? product.kept_k() : product.k,
                        skips ? product.kept_n() : product.n);
    Demand demand;
    demand.tiles = tiling.stream() == 0 ? 0 : tiling.count();
    demand.stream = tiling.stream();
    if (moves_bytes()) {
      demand.memory = memory_cycles(GemmPlan(config_, residency_, product, skipping_).dram_bytes());
    }
    if (skips && config_.skip_unit) demand.scan = scan_cycles(*config_.skip_unit, product).count();
    demands.push_back(demand);
  }
  return demands;
}

bool SpanDemands::skips(std::size_t group, std::size_t first, const Span& span) const {
  if (!span.skips) return false;
  const GemmOp whole = span_product(iteration_, iteration_.groups()[group], first, span);
  return whole.kept_macs() < whole.dense_macs();
}

Demand SpanDemands::element_wise_demand(const traces::VectorOp& op) const {
  Demand demand;
  if (config_.vector_unit) demand.element_wise = config_.vector_unit->cycles(op.kind, op.elements).count();
  Bytes moved;
  for (const std::vector<traces::TensorAccess>* accesses : {&op.reads, &op.writes}) {
    for (const traces::TensorAccess& access : *accesses) {
      const TensorHome* home = residency_.find(access.name);
      if (home != nullptr && !home->pinned) moved += home->moved_by(access, op.elements);
    }
  }
  demand.memory = memory_cycles(moved);
  return demand;
}

std::int64_t SpanDemands::memory_cycles(Bytes bytes) const {
  const double bandwidth = config_.dram_bytes_per_cycle();
  return bandwidth == 0 ? 0 : static_cast<std::int64_t>(std::ceil(static_cast<double>(bytes.count()) / bandwidth));
}

std::int64_t SpanDemands::occupied(const Demand& product) const {
  const std::int64_t array = config_.array.schedule == Schedule::serial
                                 ? latency(product)
                                 : product.tiles * std::max<std::int64_t>(product.stream, config_.array.rows);
  return std::max(array, product.memory);
}

std::int64_t SpanDemands::latency(const Demand& product) const {
  return std::max(isolated_cycles(config_.array, product.tiles, product.stream).count(), product.memory);
}

}  // namespace skipgrid::sim
