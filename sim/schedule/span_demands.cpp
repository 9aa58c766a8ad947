#include "sim/schedule/span_demands.h"

#include <algorithm>
#include <cmath>

#include "sim/array/array_gemm.h"
#include "sim/engine/array_unit/gemm_plan.h"
#include "sim/engine/skip_unit.h"

namespace skipgrid::sim {

using traces::GemmOp;

namespace {

std::int64_t memory_cycles(const MachineConfig& config, Bytes bytes) {
  const double bandwidth = config.dram_bytes_per_cycle();
  if (bandwidth == 0) return 0;
  return checked_whole(std::ceil(static_cast<double>(bytes.count()) / bandwidth), "a count of cycles");
}

bool moves_bytes(const MachineConfig& config, const Residency& residency) {
  return config.dram.kind != DramKind::ideal && !residency.homes().empty();
}

}  // namespace

Bytes moved_bytes(const MachineConfig& config, Skipping skipping, const Residency& residency, const GemmOp& product) {
  return moves_bytes(config, residency) ? GemmPlan(config, residency, product, skipping).dram_bytes() : Bytes(0);
}

Bytes moved_bytes(const MachineConfig& config, const Residency& residency, const traces::VectorOp& op) {
  Bytes moved;
  if (!moves_bytes(config, residency)) return moved;
  for (const std::vector<traces::TensorAccess>* accesses : {&op.reads, &op.writes}) {
    for (const traces::TensorAccess& access : *accesses) {
      const TensorHome* home = residency.find(access.name);
      if (home != nullptr && !home->pinned) moved += home->moved_by(access, op.elements);
    }
  }
  return moved;
}

Demand demand_of(const MachineConfig& config, Skipping skipping, const Residency& residency, const GemmOp& product) {
  const bool skips = skipping == Skipping::on;
  const Tiling tiling(config.array, skips ? product.kept_m() : product.m, skips ? product.kept_k() : product.k,
                      skips ? product.kept_n() : product.n);
  Demand demand;
  demand.tiles = tiling.stream() == 0 ? 0 : tiling.count();
  demand.stream = tiling.stream();
  demand.memory = memory_cycles(config, moved_bytes(config, skipping, residency, product));
  if (skips && config.skip_unit) demand.scan = scan_cycles(*config.skip_unit, product).count();
  return demand;
}

Demand demand_of(const MachineConfig& config, const Residency& residency, const traces::VectorOp& op) {
  Demand demand;
  if (config.vector_unit) demand.element_wise = config.vector_unit->cycles(op.kind, op.elements).count();
  demand.memory = memory_cycles(config, moved_bytes(config, residency, op));
  return demand;
}

SpanDemands::SpanDemands(const Iteration& iteration, const MachineConfig& config, Skipping skipping,
                         const Residency& residency)
    : iteration_(iteration), config_(config), skipping_(skipping), residency_(residency) {
  known_.reserve(2 * iteration.ops().size());
  for (const auto& any : iteration.ops()) {
    const auto* op = std::get_if<traces::VectorOp>(&any);
    element_wise_.push_back(op == nullptr ? Demand{} : demand_of(config, residency, *op));
  }
}

std::size_t SpanDemands::Hash::operator()(const Key& key) const {
  const auto& [group, first, span, pieces] = key;
  std::size_t hash = group;
  const auto add = [&](std::size_t part) { hash = hash * 0x9e3779b97f4a7c15 + part; };
  add(first);
  for (const int part : {span.steps, pieces, span.strips.m, span.strips.n, span.strips.steps})
    add(static_cast<std::size_t>(part));
  return (hash * 4 + (span.skips ? 2u : 0u) + (span.transposed ? 1u : 0u)) * 0x9e3779b97f4a7c15 >> 8;
}

const std::vector<Demand>& SpanDemands::pieces(std::size_t group, std::size_t first, const Span& span, int pieces) {
  const auto [place, is_new] = known_.try_emplace(Key{group, first, span, pieces});
  std::vector<Demand>& demands = place->second;
  if (!is_new) return demands;
  for (const ProductChain& chain :
       unnamed_products(iteration_, iteration_.groups()[group], first, span, pieces, config_)) {
    demands.push_back(in_all(chain));
  }
  return demands;
}

Demand SpanDemands::in_all(const ProductChain& chain) const {
  Demand all = demand_of(config_, skipping_, residency_, chain.front());
  if (chain.size() == 1) return all;
  std::int64_t array = array_cycles(all);
  for (std::size_t i = 1; i < chain.size(); ++i) {
    const Demand next = demand_of(config_, skipping_, residency_, chain[i]);
    array += array_cycles(next);
    all.tiles += next.tiles;
    all.memory += next.memory;
  }
  if (all.tiles > 0) all.stream = divide_up(array, all.tiles);
  return all;
}

bool SpanDemands::alike(std::size_t group, const GroupSchedule& x, const GroupSchedule& y) {
  if (x.spans.size() != y.spans.size()) return false;
  std::size_t first = 0;
  for (std::size_t i = 0; i < x.spans.size(); ++i) {
    if (x.spans[i].steps != y.spans[i].steps || !(x.spans[i].strips == y.spans[i].strips)) return false;
    if (x.pieces != y.pieces || !(x.spans[i] == y.spans[i])) {
      if (pieces(group, first, x.spans[i], x.pieces) != pieces(group, first, y.spans[i], y.pieces)) return false;
    }
    first += static_cast<std::size_t>(x.spans[i].steps);
  }
  return true;
}

bool SpanDemands::skips(std::size_t group, std::size_t first, const Span& span) const {
  if (!span.skips) return false;
  for (const ProductChain& chain : unnamed_products(iteration_, iteration_.groups()[group], first, span, 1, config_)) {
    for (const GemmOp& product : chain) {
      if (product.kept_macs() < product.dense_macs()) return true;
    }
  }
  return false;
}

std::int64_t SpanDemands::array_cycles(const Demand& product) const {
  if (config_.array.schedule == Schedule::serial) {
    return isolated_cycles(config_.array, product.tiles, product.stream).count();
  }
  return product.tiles * std::max<std::int64_t>(product.stream, config_.array.rows);
}

std::int64_t SpanDemands::occupied(const Demand& product) const {
  return std::max(array_cycles(product), product.memory);
}

std::int64_t SpanDemands::latency(const Demand& product) const {
  return std::max(isolated_cycles(config_.array, product.tiles, product.stream).count(), product.memory);
}

}  // namespace skipgrid::sim
