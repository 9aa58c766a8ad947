#include "models/network/rate.h"

namespace skipgrid::models {

Rate read_rate(JsonObject& fields, const std::string& key, Rate otherwise) {
  if (!fields.has(key)) return otherwise;
  if (!fields.at(key).is_string()) return {Rate::Source::fixed, fields.number(key, 0.0, 1.0)};
  constexpr Rate::Source kSources[] = {Rate::Source::nr, Rate::Source::rh, Rate::Source::output};
  return {kSources[fields.word(key, {"nr", "rh", "output"})], 0.0};
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

}  // namespace skipgrid::models
