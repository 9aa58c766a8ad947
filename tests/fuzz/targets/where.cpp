// An expression of a sweep's "where", held to a configuration.
#include <nlohmann/json.hpp>

#include "sim/sweep/points/filter.h"
#include "tests/fuzz/target.h"

namespace skipgrid::fuzz {
namespace {

const Json& configuration() {
  static const Json json = Json::parse(R"({"name": "a", "hardware": {"rows": 8, "cols": 16, "dataflow": "ws"},
      "dropout": {"case": "III", "nr": 0.5}, "on": true, "list": [1, 2], "": 3})");
  return json;
}

/// What no JSON string holds never gets here.
bool is_text(const std::string& bytes) {
  try {
    Json(bytes).dump();
    return true;
  } catch (const Json::exception&) {
    return false;
  }
}

void read_where(const Input& input) {
  if (is_text(input.bytes)) sweep::Filter(input.bytes, "sweep.json: /where/0").keeps(configuration());
}

}  // namespace

Target where_target() { return {"where", "input.txt", read_where}; }

}  // namespace skipgrid::fuzz
