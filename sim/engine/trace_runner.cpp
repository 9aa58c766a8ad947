#include "sim/engine/trace_runner.h"

#include "sim/array/gemm_run.h"

namespace skipgrid::sim {

TraceRunner::TraceRunner(Engine engine, const ArrayConfig& config, Skipping skipping)
    : array_(make_array(engine, config, "array")), skipping_(skipping) {}

void TraceRunner::begin(const traces::TraceHeader&) {}

void TraceRunner::gemm(const traces::GemmOp& op) {
  ArrayGemm product{op.m, op.k, op.n};
  if (skipping_ == Skipping::on) product = ArrayGemm{op.kept_m(), op.kept_k(), op.kept_n()};
  const GemmTiming timing = run_gemm_alone(*array_, product);

  Stats stats;
  stats.cycles = timing.cycles;
  stats.array_cycles = timing.cycles;
  stats.gemms = 1;
  stats.macs = timing.counters.busy_pe_cycles;
  stats.dense_macs = op.dense_macs();
  stats.tiles = timing.counters.tiles;
  stats.used_pes = timing.counters.used_pes;
  stats_of(op.layer)[op.phase] += stats;
}

void TraceRunner::vector(const traces::VectorOp&) {}

void TraceRunner::end() {}

PhaseStats& TraceRunner::stats_of(const std::string& layer) {
  const auto [entry, is_new] = layer_index_.try_emplace(layer, layers_.size());
  if (is_new) layers_.push_back({layer, {}});
  return layers_[entry->second].stats;
}

}  // namespace skipgrid::sim
