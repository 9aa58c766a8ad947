#include "models/network/rate.h"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "traces/input_error.h"

namespace skipgrid::models {

Rate read_rate(JsonObject& fields, const std::string& key, Rate otherwise) {
  if (!fields.has(key)) return otherwise;
  if (!fields.at(key).is_string()) return {Rate::Source::fixed, fields.number(key, 0.0, 1.0)};
  constexpr Rate::Source kSources[] = {Rate::Source::nr, Rate::Source::rh, Rate::Source::output};
  return {kSources[fields.word(key, {"nr", "rh", "output"})], 0.0};
}

std::optional<Rate> read_optional_rate(JsonObject& fields, const std::string& key) {
  if (!fields.has(key)) return std::nullopt;
  return read_rate(fields, key, {});
}

nlohmann::json to_json(const Rate& rate) {
  switch (rate.source) {
    case Rate::Source::nr: return "nr";
    case Rate::Source::rh: return "rh";
    case Rate::Source::output: return "output";
    case Rate::Source::fixed: break;
  }
  return rate.value;
}

void read_rates(JsonObject& fields, std::optional<Rate>& input, std::optional<Rate>& output) {
  if (!fields.has("dropout")) return;
  JsonObject dropout(fields.at("dropout"), fields.place_of("dropout"));
  input = read_optional_rate(dropout, "input");
  output = read_optional_rate(dropout, "output");
  dropout.no_others();
}

void write_rates(const std::optional<Rate>& input, const std::optional<Rate>& output, nlohmann::json& json) {
  json["dropout"] = nlohmann::json::object();
  if (input) json["dropout"]["input"] = to_json(*input);
  if (output) json["dropout"]["output"] = to_json(*output);
}

void check_input_rate(const std::optional<Rate>& rate, const std::vector<Signal>& inputs, const std::string& place) {
  const bool all = std::all_of(inputs.begin(), inputs.end(), [](const Signal& input) { return input.dropped; });
  if (rate && all) {
    throw InputError(place + "/dropout/input", "what the layer reads drops its own output: it is not dropped again");
  }
}

}  // namespace skipgrid::models
