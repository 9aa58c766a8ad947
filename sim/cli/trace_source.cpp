#include "sim/cli/trace_source.h"

#include <fmt/format.h>

#include "models/workload.h"
#include "traces/jsonl_reader.h"

namespace skipgrid::cli {
namespace {

/// What the variant `random` drops: the same rates, each neuron of each sample at each step on its own.
models::DropoutConfig unstructured(models::DropoutConfig dropout) {
  dropout.dropout_case = models::DropoutCase::I;
  dropout.redraw_every = 1;
  dropout.block = 1;
  return dropout;
}

models::DropoutConfig dropout_of(const sim::RunConfig& config) {
  return models::dropout_from_json(config.dropout, config.name + ": /dropout");
}

}  // namespace

sim::TraceSource trace_source(const sim::RunConfig& config) {
  if (!config.trace.empty())
    return [path = config.trace](sim::Variant, traces::TraceSink& sink) { traces::read_trace(path, sink); };
  const models::WorkloadConfig workload = models::workload_from_json(config.workload, config.name + ": /workload");
  const models::DropoutConfig dropout = dropout_of(config);
  return [workload, dropout, iterations = config.iterations](sim::Variant variant, traces::TraceSink& sink) {
    trace_workload(workload, variant == sim::Variant::random ? unstructured(dropout) : dropout, iterations, sink);
  };
}

std::string describe_workload(const sim::RunConfig& config) {
  if (!config.trace.empty()) return "trace " + config.trace;
  const models::DropoutConfig dropout = dropout_of(config);
  std::string text =
      fmt::format("{}, {} iteration{}, dropout {}: NR {}, RH {}, output {}", config.workload["name"].get<std::string>(),
                  config.iterations, config.iterations == 1 ? "" : "s", to_string(dropout.dropout_case), dropout.nr,
                  dropout.rh, dropout.output_rate());
  if (dropout.redraw_every > 1) text += fmt::format(", redrawn every {} steps", dropout.redraw_every);
  if (dropout.block > 1) text += fmt::format(", in blocks of {}", dropout.block);
  return text;
}

}  // namespace skipgrid::cli
