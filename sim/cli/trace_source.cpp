#include "sim/cli/trace_source.h"

#include <fmt/format.h>

#include "models/workload.h"
#include "sim/report/text_table.h"
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

models::WorkloadConfig workload_of(const sim::RunConfig& config) {
  return models::workload_from_json(config.workload, config.place + ": /workload");
}

models::DropoutConfig dropout_of(const sim::RunConfig& config) {
  return models::dropout_from_json(config.dropout, config.place + ": /dropout");
}

}  // namespace

sim::TraceSource trace_source(const sim::RunConfig& config) {
  if (!config.trace.empty())
    return [path = config.trace](sim::Variant, traces::TraceSink& sink) { traces::read_trace(path, sink); };
  const models::WorkloadConfig workload = workload_of(config);
  const models::DropoutConfig dropout = dropout_of(config);
  return [workload, dropout, iterations = config.iterations](sim::Variant variant, traces::TraceSink& sink) {
    trace_workload(workload, variant == sim::Variant::random ? unstructured(dropout) : dropout, iterations, sink);
  };
}

std::string trace_key(const sim::RunConfig& config, sim::Variant variant) {
  if (!config.trace.empty()) return config.trace;
  const bool random = variant == sim::Variant::random;
  const models::DropoutConfig dropout = random ? unstructured(dropout_of(config)) : dropout_of(config);
  return sim::Json{config.workload, models::to_json(dropout), config.iterations, random}.dump();
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
  const models::WorkloadConfig workload = workload_of(config);
  text += fmt::format("\n{} parameters", sim::with_thousands(models::parameter_count(workload)));
  for (const std::string& sentence : models::unskippable(workload, dropout)) text += "\n" + sentence;
  return text;
}

}  // namespace skipgrid::cli
