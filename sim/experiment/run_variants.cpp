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

/// Accounts as layers with their phases, in the order in which the trace first names the layers.
std::vector<LayerResult> layers_of(const Machine& machine) {
  std::vector<LayerResult> layers;
  for (const Account& account : machine.accounts()) {
    const auto known = std::find_if(layers.begin(), layers.end(),
                                    [&](const LayerResult& layer) { return layer.name == account.layer; });
    LayerResult& layer = known != layers.end() ? *known : layers.emplace_back(LayerResult{account.layer, {}});
    layer.stats[account.phase] += account.stats;
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
