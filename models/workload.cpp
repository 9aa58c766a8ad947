#include "models/workload.h"

#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "models/limits.h"
#include "models/network/language_model.h"
#include "models/network/network.h"
#include "models/sgd.h"
#include "models/trace_device.h"
#include "traces/input_error.h"
#include "traces/json/json_object.h"

namespace skipgrid::models {

namespace {

void trace_network(const NetworkConfig& config, const DropoutConfig& dropout, int iterations, traces::TraceSink& sink) {
  TraceDevice<float> device(sink);
  Network<float> network(device, config);
  Sgd<float> sgd(device, network.parameters());
  for (int iteration = 0; iteration < iterations; ++iteration) {
    device.begin_iteration(iteration);
    const Batch batch = draw_lengths(config.lengths, config.batch, dropout.seed, iteration);
    MaskDrawer masks(dropout, config.batch, iteration);
    network.begin(batch, masks);
    network.forward(batch);
    network.backward(batch);
    sgd.update({});
    network.carry_state();
  }
}

/// A model's parameters need a device to live on; this one's trace goes nowhere.
class NoTrace : public traces::TraceSink {
 public:
  void begin(const traces::TraceHeader&) override {}
  void gemm(const traces::GemmOp&) override {}
  void vector(const traces::VectorOp&) override {}
  void end() override {}
};

}  // namespace

WorkloadConfig workload_from_json(const nlohmann::json& json, const std::string& place) {
  JsonObject fields(json, place);
  WorkloadConfig workload;
  const std::size_t model = fields.word("model", {"lstm_lm", "network"});
  workload.name = fields.text(fields.has("name") ? "name" : "model");
  workload.network = model == 0 ? network_of(read_language_model(fields)) : read_network(fields);
  if (fields.has("dropout")) workload.dropout = dropout_from_json(fields.at("dropout"), fields.place_of("dropout"));
  fields.no_others();
  return workload;
}

nlohmann::json to_json(const WorkloadConfig& workload) {
  nlohmann::json json{{"model", "network"}};
  write(workload.network, json);
  json["name"] = workload.name;
  json["dropout"] = to_json(workload.dropout);
  return json;
}

void check_redraw(const DropoutConfig& dropout, const std::string& place) {
  if (!repeated(dropout.dropout_case) || dropout.redraw_every == 1) return;
  throw InputError(place + "/redraw_every",
                   fmt::format("expected 1 or nothing in case {}, which repeats its masks, got {}",
                               to_string(dropout.dropout_case), dropout.redraw_every));
}

DropoutConfig dropout_from_json(const nlohmann::json& json, const std::string& place, const DropoutConfig& defaults) {
  JsonObject fields(json, place);
  DropoutConfig config = defaults;
  if (fields.has("case")) {
    config.dropout_case = static_cast<DropoutCase>(fields.word("case", {"I", "II", "III", "IV"}));
  }
  if (fields.has("nr")) config.nr = fields.number("nr", 0.0, 1.0);
  if (fields.has("rh")) config.rh = fields.number("rh", 0.0, 1.0);
  if (fields.has("output")) config.output = fields.number("output", 0.0, 1.0);
  if (fields.has("seed")) config.seed = fields.natural("seed");
  if (fields.has("redraw_every")) config.redraw_every = static_cast<int>(fields.integer("redraw_every", 1, kMaxSteps));
  if (fields.has("block")) config.block = static_cast<int>(fields.integer("block", 1, kMaxWidth));
  if (fields.has("draw")) config.draw = static_cast<Draw>(fields.word("draw", {"bernoulli", "fixed_count"}));
  fields.no_others();
  return config;
}

nlohmann::json to_json(const DropoutConfig& dropout) {
  return {{"case", to_string(dropout.dropout_case)},
          {"nr", dropout.nr},
          {"rh", dropout.rh},
          {"output", dropout.output_rate()},
          {"seed", dropout.seed},
          {"redraw_every", dropout.redraw_every},
          {"block", dropout.block},
          {"draw", to_string(dropout.draw)}};
}

std::int64_t parameter_count(const WorkloadConfig& workload) {
  NoTrace nowhere;
  TraceDevice<float> device(nowhere);
  const Network<float> network(device, workload.network);
  std::int64_t count = 0;
  for (const Parameter<float>& parameter : network.parameters()) count += parameter.value.elements();
  return count;
}

std::vector<std::string> unskippable(const WorkloadConfig& workload, const DropoutConfig& dropout) {
  std::vector<std::string> sentences;
  for (const LayerConfig& layer : workload.network.layers) {
    if (const auto* recurrent = std::get_if<RecurrentConfig>(&layer.kind);
        recurrent != nullptr && recurrent->drop_connect > 0.0) {
      sentences.push_back(fmt::format(
          "{}: DropConnect {} zeroes single recurrent weights; no row or column is all zero, nothing is skipped",
          layer.name, recurrent->drop_connect));
    }
    if (const auto* embedding = std::get_if<EmbeddingConfig>(&layer.kind);
        embedding != nullptr && embedding->words.in(dropout) > 0.0) {
      sentences.push_back(fmt::format(
          "{}: dropped words ({}) are rows of zeros wherever such a word stands, not neurons; nothing is skipped",
          layer.name, embedding->words.in(dropout)));
    }
  }
  return sentences;
}

void trace_workload(const WorkloadConfig& workload, const DropoutConfig& dropout, int iterations,
                    traces::TraceSink& sink) {
  const nlohmann::json description{{"workload", to_json(workload)}, {"dropout", to_json(dropout)}};
  sink.begin({workload.name, description.dump(), workload.network.batch});
  trace_network(workload.network, dropout, iterations, sink);
  sink.end();
}

}  // namespace skipgrid::models
