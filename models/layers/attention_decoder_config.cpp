#include <fmt/format.h>

#include <iterator>
#include <nlohmann/json.hpp>

#include "models/layers/attention_decoder.h"
#include "models/limits.h"
#include "traces/input_error.h"

namespace skipgrid::models {

void read(JsonObject& fields, AttentionDecoderConfig& config) {
  DecoderStackConfig& stack = config.stack;
  config.memory = fields.text("memory");
  if (fields.has("cell"))
    stack.cell = static_cast<Cell>(fields.word("cell", {std::begin(kCellNames), std::end(kCellNames)}));
  if (fields.has("layers")) stack.layers = static_cast<int>(fields.integer("layers", 1, kMaxLayers));
  stack.hidden = static_cast<int>(fields.integer("hidden", 1, kMaxWidth));
  if (fields.has("attention")) {
    config.score = static_cast<AttentionScore>(fields.word("attention", {"dot", "general"}));
  }
  if (fields.has("input_feeding")) config.input_feeding = fields.truth("input_feeding");
  if (fields.has("dropout")) {
    JsonObject dropout(fields.at("dropout"), fields.place_of("dropout"));
    stack.input = read_rate(dropout, "input", stack.input);
    stack.feed = read_rate(dropout, "feed", stack.feed);
    stack.between = read_rate(dropout, "between", stack.between);
    stack.recurrent = read_rate(dropout, "recurrent", stack.recurrent);
    config.attention = read_rate(dropout, "attention", config.attention);
    dropout.no_others();
  }
}

void write(const AttentionDecoderConfig& config, nlohmann::json& json) {
  const DecoderStackConfig& stack = config.stack;
  json["memory"] = config.memory;
  json["cell"] = to_string(stack.cell);
  json["layers"] = stack.layers;
  json["hidden"] = stack.hidden;
  json["attention"] = config.score == AttentionScore::dot ? "dot" : "general";
  json["input_feeding"] = config.input_feeding;
  json["dropout"] = {{"input", to_json(stack.input)},
                     {"feed", to_json(stack.feed)},
                     {"between", to_json(stack.between)},
                     {"recurrent", to_json(stack.recurrent)},
                     {"attention", to_json(config.attention)}};
}

Signal signal_of(const AttentionDecoderConfig& config, const std::vector<Signal>& inputs, const LengthsConfig&,
                 const std::string& place) {
  if (inputs.empty()) throw InputError(place + "/input", "is missing: a decoder reads another layer");
  for (const Signal& input : inputs) {
    if (input.picture()) throw InputError(place + "/input", "expected a layer over time, got pictures");
    if (input.stream != inputs.front().stream) throw InputError(place + "/input", "expected layers of one stream");
  }
  return {{config.stack.hidden}, inputs.front().stream};
}

void check_encoder(const AttentionDecoderConfig& config, const RecurrentConfig* encoder, const std::string& place) {
  const DecoderStackConfig& stack = config.stack;
  const std::string expected = fmt::format("expected an encoder of type {}, one direction, layers {}, hidden {}",
                                           to_string(stack.cell), stack.layers, stack.hidden);
  if (encoder == nullptr) throw InputError(place, expected + ": it is no recurrent layer");
  if (encoder->bidirectional) throw InputError(place, expected + ": it goes both ways");
  if (encoder->carried)
    throw InputError(place, "expected an encoder whose state begins at zero: every sentence is new");
  if (encoder->cell != stack.cell || encoder->layers != stack.layers || encoder->hidden != stack.hidden) {
    throw InputError(
        place, fmt::format("{}, got {}, {}, {}", expected, to_string(encoder->cell), encoder->layers, encoder->hidden));
  }
}

}  // namespace skipgrid::models
