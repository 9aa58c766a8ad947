#include "sim/sweep/workers/shared_work.h"

#include <nlohmann/json.hpp>

#include "sim/experiment/run_config.h"
#include "sim/experiment/trace_source.h"

namespace skipgrid::sweep {
namespace {

/// Equal for runs of a variant that have equal results: everything that the machine and the trace are made of.
std::string variant_key(const sim::RunConfig& config, sim::Variant variant) {
  Json hardware = sim::to_json(config.hardware);
  hardware.erase("name");
  return Json{hardware, to_string(config.engine), to_string(variant), trace_key(config, variant)}.dump();
}

}  // namespace

std::vector<sim::VariantResult> SharedWork::run(const sim::RunConfig& config) {
  if (!share_) return run_variants(config.engine, config.hardware.machine, config.variants, trace_source(config));
  const sim::TraceSource source = replaying(config);
  std::vector<sim::VariantResult> results;
  for (const sim::Variant variant : config.variants) {
    const std::string key = variant_key(config, variant);
    const sim::VariantResult* known = variants_.find(key);
    if (known == nullptr)
      known = &variants_.add(key, run_variants(config.engine, config.hardware.machine, {variant}, source).front());
    results.push_back(*known);
  }
  return results;
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
