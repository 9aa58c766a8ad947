#include "sim/sweep/workers/shared_work.h"

#include <nlohmann/json.hpp>
#include <optional>
#include <utility>

#include "sim/experiment/draws/draws.h"
#include "sim/experiment/run_config.h"
#include "sim/experiment/schedule_json.h"
#include "sim/experiment/trace_source.h"

namespace skipgrid::sweep {
namespace {

/// Equal for runs of a variant that have equal results: everything that the machine and the traces are made of, and the
/// search or the schedules that were given.
std::string variant_key(const sim::RunConfig& config, sim::Variant variant) {
  Json hardware = sim::to_json(config.hardware);
  hardware.erase("name");
  Json key{hardware, to_string(config.engine), to_string(variant), trace_key(config, variant)};
  if (traits_of(variant).scheduled_by == sim::ScheduledBy::search) {
    if (const auto first = starts_from(variant)) key.push_back(trace_key(config, *first));
    key.push_back(to_string(config.scheduling.effort));
  }
  if (!config.scheduling.given.empty()) key.push_back(to_json(config.scheduling.given).dump());
  return key.dump();
}

}  // namespace

std::vector<sim::VariantResult> SharedWork::run(const sim::RunConfig& config) {
  std::vector<sim::VariantResult> results;
  for (const sim::DrawnVariant& what : drawn_variants(config))
    results.push_back(share_ ? shared(under_draw(config, what.draw), what.variant) : run_drawn(config, what));
  return gathered(config, std::move(results));
}

const sim::VariantResult& SharedWork::shared(const sim::RunConfig& config, sim::Variant variant) {
  const std::string key = variant_key(config, variant);
  if (const sim::VariantResult* known = variants_.find(key)) return *known;
  sim::Scheduling scheduling = config.scheduling;
  const std::optional<sim::Variant> first = starts_from(variant);
  if (first && scheduling.given.count(variant) == 0)
    scheduling.given.try_emplace(*first, shared(config, *first).schedule);
  return variants_.add(
      key, run_variants(config.engine, config.hardware.machine, {variant}, replaying(config), scheduling).front());
}

sim::TraceSource SharedWork::replaying(const sim::RunConfig& config) {
  return [this, config, live = trace_source(config)](sim::Variant variant, traces::TraceSink& sink) {
    const std::string key = trace_key(config, variant);
    std::shared_ptr<RecordedTrace>* known = traces_.find(key);
    if (known == nullptr) {
      known = &traces_.add(key, std::make_shared<RecordedTrace>(kTraceBytes));
      live(variant, **known);
    }
    if ((*known)->complete())
      (*known)->replay(sink);
    else
      live(variant, sink);
  };
}

}  // namespace skipgrid::sweep
