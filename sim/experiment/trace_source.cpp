#include "sim/experiment/trace_source.h"

#include <nlohmann/json.hpp>

#include "models/workload.h"
#include "sim/experiment/run_config.h"
#include "traces/jsonl/jsonl_reader.h"

namespace skipgrid::sim {
namespace {

models::DropoutConfig dropout_of(const TracedModel& model, Variant variant) {
  return traits_of(variant).ordinary_dropout ? models::unstructured(model.dropout) : model.dropout;
}

}  // namespace

TraceSource trace_source(const RunConfig& config) {
  if (const auto* replayed = std::get_if<ReplayedTrace>(&config.work))
    return
        [trace = *replayed](Variant, traces::TraceSink& sink) { traces::read_trace(trace.path, sink, trace.checksum); };
  return [model = std::get<TracedModel>(config.work)](Variant variant, traces::TraceSink& sink) {
    trace_workload(model.workload, dropout_of(model, variant), model.iterations, sink);
  };
}

std::string trace_key(const RunConfig& config, Variant variant) {
  if (const auto* replayed = std::get_if<ReplayedTrace>(&config.work)) return replayed->path;
  const auto& model = std::get<TracedModel>(config.work);
  return nlohmann::json{models::to_json(model.workload), models::to_json(dropout_of(model, variant)), model.iterations}
      .dump();
}

}  // namespace skipgrid::sim
