// Holds the schema and the structs that it becomes together: whatever the schema knows is read, and nothing that it
// allows is refused or changed on the way.
#include "sim/config/hardware.h"

#include <catch2/catch.hpp>

#include "sim/config/schema.h"

using namespace skipgrid::sim;

namespace {

const Json kSmallest{{"rows", 1}, {"cols", 1}};

/// The values at the edges of what a subschema allows.
std::vector<Json> boundary_values(const Json& subschema) {
  if (subschema.contains("enum")) return subschema["enum"].get<std::vector<Json>>();
  if (subschema["type"] == "integer") return {subschema["minimum"], subschema["maximum"]};
  return {"x", std::string(300, 'y')};
}

bool is_note(const std::string& key) { return key == "$schema" || key == "comment"; }

}  // namespace

TEST_CASE("every key of the hardware schema reaches the struct, at every edge of its range") {
  for (const auto& [key, subschema] : schema("hardware.schema.json")["properties"].items()) {
    if (is_note(key)) continue;
    for (const Json& value : boundary_values(subschema)) {
      Json document = kSmallest;
      document[key] = value;
      CAPTURE(document.dump());
      check(document, "hardware.schema.json", in_file("h.json"));
      CHECK(to_json(hardware_from_json(document))[key] == value);
    }
  }
}

TEST_CASE("what hardware is written as can be read again, and has every key") {
  const Json written = to_json(hardware_from_json(kSmallest));
  check(written, "hardware.schema.json", in_file("h.json"));
  CHECK(to_json(hardware_from_json(written)) == written);
  for (const auto& [key, subschema] : schema("hardware.schema.json")["properties"].items())
    if (!is_note(key)) CHECK(written.contains(key));
}

TEST_CASE("the defaults that the hardware schema states are the struct's") {
  const Json written = to_json(hardware_from_json(kSmallest));
  for (const auto& [key, subschema] : schema("hardware.schema.json")["properties"].items()) {
    CAPTURE(key);
    if (subschema.contains("default")) CHECK(written[key] == subschema["default"]);
  }
}

TEST_CASE("the limits that the hardware schema states are the array's") {
  const Json& properties = schema("hardware.schema.json")["properties"];
  CHECK(properties["rows"]["maximum"] == kMaxArraySide);
  CHECK(properties["cols"]["maximum"] == kMaxArraySide);
  CHECK(properties["multiplier_stages"]["maximum"] == kMaxMultiplierStages);
}

TEST_CASE("hardware without a name is called by dataflow and shape") {
  CHECK(hardware_from_json({{"rows", 3}, {"cols", 5}, {"dataflow", "os"}}).name == "os_3x5");
}
