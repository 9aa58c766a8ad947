#include "models/network/network_config.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <nlohmann/json.hpp>
#include <set>

#include "models/limits.h"
#include "traces/input_error.h"
#include "traces/json/json_reader.h"

namespace skipgrid::models {

namespace {

std::vector<std::string> read_names(JsonObject& fields, const std::string& key) {
  const nlohmann::json& value = fields.at(key);
  if (value.is_string()) return {value.get<std::string>()};
  std::vector<std::string> names;
  const bool list =
      value.is_array() && !value.empty() &&
      std::all_of(value.begin(), value.end(), [](const nlohmann::json& name) { return name.is_string(); });
  if (!list) {
    throw InputError(fields.place_of(key), "expected a layer's name or a list of names, got " + brief(value));
  }
  for (const nlohmann::json& name : value) names.push_back(name.get<std::string>());
  return names;
}

std::vector<std::string> read_streams(JsonObject& fields) {
  const nlohmann::json& value = fields.at("streams");
  const bool list = value.is_array() && !value.empty() && std::all_of(value.begin(), value.end(), [](const auto& name) {
                      return name.is_string() && name != "";
                    });
  if (!list) throw InputError(fields.place_of("streams"), "expected a list of names, got " + brief(value));
  std::vector<std::string> names;
  for (const nlohmann::json& name : value) names.push_back(name.get<std::string>());
  if (std::set<std::string>(names.begin(), names.end()).size() < names.size()) {
    throw InputError(fields.place_of("streams"), "expected names that differ, got " + brief(value));
  }
  return names;
}

LengthsConfig read_lengths(JsonObject& fields) {
  LengthsConfig config;
  if (fields.has("steps") == fields.has("lengths")) {
    throw InputError(fields.place_of("steps"), "expected either steps, of every sentence, or lengths, from a table");
  }
  if (fields.has("steps")) {
    config.steps = static_cast<int>(fields.integer("steps", 1, kMaxSteps));
    if (fields.has("streams")) config.streams = read_streams(fields);
    return config;
  }
  JsonObject lengths(fields.at("lengths"), fields.place_of("lengths"));
  config.table = lengths.text("table");
  config.steps = static_cast<int>(lengths.integer("longest", 1, kMaxSteps));
  if (lengths.has("pool")) config.pool = static_cast<int>(lengths.integer("pool", 1, 10000));
  lengths.no_others();
  read_length_table(config);
  return config;
}

/// Reads the layers one by one and holds each to those before it.
class LayersReader {
 public:
  LayersReader(NetworkConfig& config, std::string place) : config_(config), place_(std::move(place)) {}

  void add(const nlohmann::json& json) {
    std::string place = fmt::format("{}/{}", place_, config_.layers.size());
    if (json.is_object() && json.value("name", nlohmann::json()).is_string())
      place += " (" + json["name"].get<std::string>() + ")";
    JsonObject fields(json, place);
    LayerConfig layer;
    layer.name = fields.text("name");
    if (layer.name.empty() || layer.name.find_first_of("[]/. ") != std::string::npos) {
      throw InputError(fields.place_of("name"), "expected a name without blanks, dots, slashes and brackets");
    }
    if (signals_.count(layer.name) > 0)
      throw InputError(fields.place_of("name"), "is the name of a layer before it, too");
    layer.kind = read_kind(fields);
    if (fields.has("input")) {
      layer.inputs = read_names(fields, "input");
    } else if (!comes_from_outside(layer.kind) && !config_.layers.empty()) {
      layer.inputs = {config_.layers.back().name};
    }
    fields.no_others();
    connect(layer, place);
    config_.layers.push_back(std::move(layer));
  }

  void end() const {
    if (config_.layers.empty()) throw InputError(place_, "expected at least one layer");
    bool loss = false;
    for (std::size_t i = 0; i < config_.layers.size(); ++i) {
      const std::string& name = config_.layers[i].name;
      const bool ends = signals_.at(name).widths.empty();
      loss = loss || ends;
      if (!ends && read_.count(name) == 0) {
        throw InputError(fmt::format("{}/{} ({})", place_, i, name), "is read by no layer");
      }
    }
    if (!loss) throw InputError(place_, "expected a layer that ends in a loss (softmax, crf)");
  }

 private:
  void connect(LayerConfig& layer, const std::string& place) {
    std::vector<Signal> inputs;
    for (const std::string& name : layer.inputs) inputs.push_back(signal_before(name, place + "/input"));
    for (const Signal& input : inputs) check_readable(layer.kind, input, place + "/input");
    const Signal signal = signal_of(layer.kind, inputs, config_.lengths, place);
    layer.stream = signal.stream;
    signals_[layer.name] = signal;
    if (const auto* softmax = std::get_if<SoftmaxConfig>(&layer.kind); softmax != nullptr && !softmax->tied.empty()) {
      tie(*softmax, inputs.front().width(), place + "/tied_to");
    }
    if (const auto* decoder = std::get_if<AttentionDecoderConfig>(&layer.kind)) attend(*decoder, place + "/memory");
  }

  const Signal& signal_before(const std::string& name, const std::string& place) {
    const auto found = signals_.find(name);
    if (found == signals_.end()) throw InputError(place, fmt::format("expected a layer before it, got \"{}\"", name));
    if (found->second.widths.empty())
      throw InputError(place, fmt::format("\"{}\" ends in a loss: nothing comes out", name));
    read_.insert(name);
    return found->second;
  }

  void attend(const AttentionDecoderConfig& decoder, const std::string& place) {
    signal_before(decoder.memory, place);
    for (const LayerConfig& layer : config_.layers) {
      if (layer.name == decoder.memory) check_encoder(decoder, std::get_if<RecurrentConfig>(&layer.kind), place);
    }
  }

  void tie(const SoftmaxConfig& softmax, int width, const std::string& place) {
    for (LayerConfig& layer : config_.layers) {
      auto* embedding = std::get_if<EmbeddingConfig>(&layer.kind);
      if (layer.name != softmax.tied || embedding == nullptr) continue;
      if (embedding->vocabulary != softmax.classes || embedding->width != width) {
        throw InputError(place, fmt::format("expected an embedding of {} words, {} wide, got {} words, {} wide",
                                            softmax.classes, width, embedding->vocabulary, embedding->width));
      }
      embedding->tied = true;
      return;
    }
    throw InputError(place, fmt::format("expected an embedding's name, got \"{}\"", softmax.tied));
  }

  NetworkConfig& config_;
  std::string place_;
  std::map<std::string, Signal> signals_;
  std::set<std::string> read_;
};

}  // namespace

NetworkConfig read_network(JsonObject& fields) {
  NetworkConfig config;
  config.batch = static_cast<int>(fields.integer("batch", 1, kMaxBatch));
  config.lengths = read_lengths(fields);
  const nlohmann::json& layers = fields.at("layers");
  if (!layers.is_array())
    throw InputError(fields.place_of("layers"), "expected a list of layers, got " + brief(layers));
  LayersReader reader(config, fields.place_of("layers"));
  for (const nlohmann::json& layer : layers) reader.add(layer);
  reader.end();
  return config;
}

void write(const NetworkConfig& config, nlohmann::json& json) {
  json["batch"] = config.batch;
  if (config.lengths.table.empty()) {
    json["steps"] = config.lengths.steps;
    if (config.lengths.streams.size() > 1) json["streams"] = config.lengths.streams;
  } else {
    json["lengths"] = {
        {"table", config.lengths.table}, {"longest", config.lengths.steps}, {"pool", config.lengths.pool}};
  }
  json["layers"] = nlohmann::json::array();
  for (const LayerConfig& layer : config.layers) {
    nlohmann::json written{{"name", layer.name}};
    if (!layer.inputs.empty()) written["input"] = layer.inputs;
    write(layer.kind, written);
    json["layers"].push_back(std::move(written));
  }
}

}  // namespace skipgrid::models
