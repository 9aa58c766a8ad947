#include "sim/experiment/draws/draws.h"

#include <string_view>
#include <unordered_map>
#include <utility>

#include "sim/experiment/run_config.h"
#include "sim/experiment/run_variants.h"
#include "sim/experiment/trace_source.h"

namespace skipgrid::sim {
namespace {

PhaseCycles cycles_of(const PhaseStats& stats) {
  PhaseCycles cycles;
  for (std::size_t phase = 0; phase < cycles.size(); ++phase) cycles[phase] = stats.by_phase[phase].cycles;
  return cycles;
}

/// The same network has the same layers whatever drops; one that had nothing to do has no cycles.
void add_draw(VariantResult& result, const VariantResult& drawn) {
  std::unordered_map<std::string_view, const LayerResult*> again;
  for (const LayerResult& layer : drawn.layers) again.emplace(layer.name, &layer);
  for (LayerResult& layer : result.layers) {
    const auto same = again.find(layer.name);
    layer.redrawn.push_back(same != again.end() ? cycles_of(same->second->stats) : PhaseCycles{});
  }
}

}  // namespace

bool depends_on_draw(const RunConfig& config, Variant variant) {
  const auto* model = std::get_if<TracedModel>(&config.work);
  if (model == nullptr) return false;
  const MachineConfig& machine = config.hardware.machine;
  const bool products_only = !machine.vector_unit && machine.dram.kind == DramKind::ideal;
  const bool draws_sentences = !model->workload.network.lengths.rows.empty();
  return traits_of(variant).skipping == Skipping::on || !products_only || draws_sentences;
}

std::vector<DrawnVariant> drawn_variants(const RunConfig& config) {
  std::vector<DrawnVariant> all;
  for (const Variant variant : config.variants)
    for (int draw = 0; draw < (depends_on_draw(config, variant) ? config.seeds : 1); ++draw)
      all.push_back({variant, draw});
  return all;
}

RunConfig under_draw(RunConfig config, int draw) {
  if (draw > 0) std::get<TracedModel>(config.work).dropout.seed += static_cast<std::uint64_t>(draw);
  return config;
}

VariantResult run_drawn(const RunConfig& config, const DrawnVariant& what, MachineObserver* observer,
                        TaskProgress progress) {
  const auto* model = std::get_if<TracedModel>(&config.work);
  return run_variants(config.engine, config.hardware.machine, {what.variant},
                      trace_source(under_draw(config, what.draw)), config.scheduling, observer,
                      progress.of_iterations(model != nullptr ? model->iterations : 0))
      .front();
}

std::vector<VariantResult> gathered(const RunConfig& config, std::vector<VariantResult> results) {
  std::vector<VariantResult> variants;
  std::size_t next = 0;
  for (const Variant variant : config.variants) {
    VariantResult whole = results.at(next++);
    const bool drawn_again = depends_on_draw(config, variant);
    const VariantResult first = whole;
    for (int draw = 1; draw < config.seeds; ++draw) add_draw(whole, drawn_again ? results.at(next++) : first);
    variants.push_back(std::move(whole));
  }
  return variants;
}

}  // namespace skipgrid::sim
