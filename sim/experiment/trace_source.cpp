#include "sim/experiment/trace_source.h"

#include "models/workload.h"
#include "traces/jsonl/jsonl_reader.h"

namespace skipgrid::sim {
namespace {

models::WorkloadConfig workload_of(const RunConfig& config) {
  return models::workload_from_json(config.workload, config.place + ": /workload");
}

models::DropoutConfig dropout_of(const RunConfig& config) {
  return models::dropout_from_json(config.dropout, config.place + ": /dropout");
}

}  // namespace

TraceSource trace_source(const RunConfig& config) {
  if (!config.trace.empty())
    return [path = config.trace](Variant, traces::TraceSink& sink) { traces::read_trace(path, sink); };
  const models::WorkloadConfig workload = workload_of(config);
  const models::DropoutConfig dropout = dropout_of(config);
  return [workload, dropout, iterations = config.iterations](Variant variant, traces::TraceSink& sink) {
    trace_workload(workload, variant == Variant::random ? unstructured(dropout) : dropout, iterations, sink);
  };
}

std::string trace_key(const RunConfig& config, Variant variant) {
  if (!config.trace.empty()) return config.trace;
  const bool random = variant == Variant::random;
  const models::DropoutConfig dropout = random ? unstructured(dropout_of(config)) : dropout_of(config);
  return Json{config.workload, models::to_json(dropout), config.iterations, random}.dump();
}

}  // namespace skipgrid::sim
