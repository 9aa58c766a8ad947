#include "sim/experiment/run_variants.h"

#include <algorithm>

#include "sim/engine/machine.h"
#include "sim/experiment/results.h"
#include "sim/schedule/fusing_sink.h"
#include "sim/schedule/planned_group_cost.h"

namespace skipgrid::sim {

namespace {

using Producer = std::function<void(traces::TraceSink& sink)>;

/// Homes of a trace's tensors; none are needed, nor the pass over the trace, when DRAM is ideal.
Residency residency_of(const MachineConfig& config, const Producer& produce) {
  if (config.dram.kind == DramKind::ideal) return {};
  ResidencyPlanner planner(config);
  produce(planner);
  return planner.plan();
}

Stats stats_of(const Ledger::Account& account, const Work& work) {
  const auto spent = [&](Spent kind) { return account.spent[static_cast<std::size_t>(kind)]; };
  Stats stats;
  stats.cycles = account.total();
  stats.compute_cycles = spent(Spent::compute);
  stats.fill_cycles = spent(Spent::fill);
  stats.dram_stall_cycles = spent(Spent::dram_stall);
  stats.skip_stall_cycles = spent(Spent::skip_stall);
  stats.buffer_stall_cycles = spent(Spent::buffer_stall);
  stats.vector_wait_cycles = spent(Spent::vector);
  stats.stall_cycles = stats.dram_stall_cycles + stats.skip_stall_cycles + stats.buffer_stall_cycles;
  stats.array_cycles = account.array_in_flight;
  stats.vector_cycles = account.vector_busy;
  stats.gemms = work.gemms;
  stats.macs = work.macs;
  stats.gated_macs = work.gated_macs;
  stats.padding_macs = work.padding_macs;
  stats.dense_macs = work.dense_macs;
  stats.tiles = work.tiles;
  stats.used_pes = work.used_pes;
  stats.register_moves = work.register_moves;
  stats.vector_lane_cycles = work.vector_lane_cycles;
  stats.sram_read_bytes = work.sram_read;
  stats.sram_write_bytes = work.sram_written;
  stats.dram_read_bytes = work.dram_read;
  stats.dram_write_bytes = work.dram_written;
  return stats;
}

/// Accounts as layers with their phases, in the order in which the trace first names the layers.
std::vector<LayerResult> layers_of(const Machine& machine) {
  std::vector<LayerResult> layers;
  for (std::size_t i = 0; i < machine.account_names().size(); ++i) {
    const AccountName& name = machine.account_names()[i];
    const auto known =
        std::find_if(layers.begin(), layers.end(), [&](const LayerResult& layer) { return layer.name == name.layer; });
    LayerResult& layer = known != layers.end() ? *known : layers.emplace_back(LayerResult{name.layer, {}});
    const Ledger::Account account = i < machine.accounts().size() ? machine.accounts()[i] : Ledger::Account{};
    const Work work = i < machine.work().all().size() ? machine.work().all()[i] : Work{};
    layer.stats[name.phase] += stats_of(account, work);
  }
  return layers;
}

VariantResult run_variant(Engine engine, const MachineConfig& config, Variant variant, const TraceSource& source,
                          MachineObserver* observer) {
  const VariantTraits& traits = traits_of(variant);
  const Producer plain = [&](traces::TraceSink& sink) { source(variant, sink); };
  // Fusion believes tensors pinned that would be without it.
  const Residency before_fusion = !traits.fusion ? Residency() : residency_of(config, plain);
  const PlannedGroupCost cost(config, before_fusion);
  FusionReport report;
  const Producer produce = [&](traces::TraceSink& sink) {
    if (!traits.fusion) return plain(sink);
    FusingSink fusing(sink, *traits.fusion, cost);
    plain(fusing);
    report = fusing.report();
  };
  Machine machine(engine, config, traits.skipping, residency_of(config, produce), observer);
  produce(machine);

  VariantResult result;
  result.variant = variant;
  result.layers = layers_of(machine);
  result.fusion = report.rows();
  for (const auto& [name, home] : machine.residency().homes()) result.residency.push_back(home);
  return result;
}

}  // namespace

std::vector<VariantResult> run_variants(Engine engine, const MachineConfig& config,
                                        const std::vector<Variant>& variants, const TraceSource& source,
                                        MachineObserver* observer) {
  std::vector<VariantResult> results;
  for (const Variant variant : variants) {
    results.push_back(run_variant(engine, config, variant, source, results.empty() ? observer : nullptr));
  }
  return results;
}

}  // namespace skipgrid::sim
