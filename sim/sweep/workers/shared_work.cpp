#include "sim/sweep/workers/shared_work.h"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <optional>
#include <utility>

#include "sim/experiment/draws/draws.h"
#include "sim/experiment/run_config.h"
#include "sim/experiment/schedule_json.h"
#include "sim/experiment/trace_source.h"

namespace skipgrid::sweep {
namespace {

/// Sees nothing of masks: no schedule is found or made for the variant, and it skips nothing.
bool is_blind(const sim::RunConfig& config, sim::Variant variant) {
  const sim::VariantTraits& traits = traits_of(variant);
  return traits.skipping == sim::Skipping::off && traits.scheduled_by == sim::ScheduledBy::steps &&
         config.scheduling.given.count(variant) == 0;
}

}  // namespace

std::vector<sim::VariantResult> SharedWork::run(const sim::RunConfig& config) {
  std::vector<sim::VariantResult> results;
  for (const sim::DrawnVariant& what : drawn_variants(config))
    results.push_back(share_ ? shared(under_draw(config, what.draw), what.variant) : run_drawn(config, what));
  return gathered(config, std::move(results));
}

sim::VariantResult SharedWork::shared(const sim::RunConfig& config, sim::Variant variant) {
  const std::string key = variant_key(config, variant);
  if (const sim::VariantResult* known = variants_.find(key)) {
    sim::VariantResult result = *known;
    if (!is_blind(config, variant)) return result;
    // A trace that is too long to be compared has a key of its own, and its zeros are counted already.
    const KnownTracePtr trace = known_trace(config, variant);
    if (trace->recorded.complete()) trace->gated_macs().put_into(result);
    return result;
  }
  ++variants_run_;
  sim::Scheduling scheduling = config.scheduling;
  const std::optional<sim::Variant> first = starts_from(variant);
  if (first && scheduling.given.count(variant) == 0)
    scheduling.given.try_emplace(*first, shared(config, *first).schedule);
  return variants_.add(
      key, run_variants(config.engine, config.hardware.machine, {variant}, replaying(config), scheduling).front());
}

std::string SharedWork::variant_key(const sim::RunConfig& config, sim::Variant variant) {
  Json hardware = sim::to_json(config.hardware);
  hardware.erase("name");
  const std::string trace = is_blind(config, variant) ? shape_key(config, variant) : trace_key(config, variant);
  Json key{hardware, to_string(config.engine), to_string(variant), trace};
  if (traits_of(variant).scheduled_by == sim::ScheduledBy::search) {
    if (const auto first = starts_from(variant)) key.push_back(trace_key(config, *first));
    key.push_back(to_string(config.scheduling.effort));
  }
  if (!config.scheduling.given.empty()) key.push_back(to_json(config.scheduling.given).dump());
  return key.dump();
}

std::string SharedWork::shape_key(const sim::RunConfig& config, sim::Variant variant) {
  const KnownTracePtr trace = known_trace(config, variant);
  if (!trace->recorded.complete()) return trace_key(config, variant);
  if (!trace->shape) {
    const auto same = std::find_if(shapes_.begin(), shapes_.end(), [&](const KnownTracePtr& other) {
      return other->recorded.same_without_masks(trace->recorded);
    });
    if (same != shapes_.end()) {
      trace->shape = (*same)->shape;
    } else {
      trace->shape = shapes_seen_++;
      if (shapes_.size() == kShapes) shapes_.pop_front();
      shapes_.push_back(trace);
    }
  }
  return "shape " + std::to_string(*trace->shape);
}

const GatedMacs& SharedWork::KnownTrace::gated_macs() {
  if (!gated) recorded.replay(gated.emplace());
  return *gated;
}

SharedWork::KnownTracePtr SharedWork::known_trace(const sim::RunConfig& config, sim::Variant variant) {
  const std::string key = trace_key(config, variant);
  if (const KnownTracePtr* known = traces_.find(key)) return *known;
  const KnownTracePtr trace = traces_.add(key, std::make_shared<KnownTrace>(kTraceBytes));
  trace_source(config)(variant, trace->recorded);
  return trace;
}

sim::TraceSource SharedWork::replaying(const sim::RunConfig& config) {
  return [this, config](sim::Variant variant, traces::TraceSink& sink) {
    const KnownTracePtr trace = known_trace(config, variant);
    if (trace->recorded.complete())
      trace->recorded.replay(sink);
    else
      trace_source(config)(variant, sink);
  };
}

}  // namespace skipgrid::sweep
