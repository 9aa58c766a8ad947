// Holds the schema and the structs that it becomes together: whatever the schema knows is read, and nothing that it
// allows is refused or changed on the way.
#include "sim/config/hardware.h"

#include <catch2/catch.hpp>

#include "sim/config/schema.h"

using namespace skipgrid::sim;

namespace {

const Json kSmallest{{"rows", 1}, {"cols", 1}};

/// The form of a value that is not a path, where it may be either.
const Json& whole(const Json& subschema) { return subschema.contains("anyOf") ? subschema["anyOf"].back() : subschema; }

/// The smallest value that a subschema allows.
Json smallest(const Json& given) {
  const Json& subschema = whole(given);
  if (subschema.contains("enum")) return subschema["enum"].front();
  if (subschema["type"] == "string") return "x";
  if (subschema["type"] != "object") return subschema["minimum"];
  Json object = Json::object();
  for (const Json& key : subschema.value("required", Json::array()))
    object[key.get<std::string>()] = smallest(subschema["properties"][key.get<std::string>()]);
  return object;
}

bool is_note(const std::string& key) { return key == "$schema" || key == "comment" || key == "source"; }

/// Calls visit(document, pointer) with `document` valid but for chance, and a scalar at an edge of its range at
/// `pointer`: for every scalar of the schema and every edge.
template <class Visit>
void at_every_edge(const Json& given, const Json& around, const Json::json_pointer& pointer, const Visit& visit) {
  const Json& subschema = whole(given);
  const auto with = [&](const Json& value) {
    Json document = around;
    document[pointer] = value;
    return document;
  };
  if (subschema.contains("enum")) {
    for (const Json& word : subschema["enum"]) visit(with(word), pointer);
  } else if (subschema["type"] == "object") {
    const Json document = pointer.empty() ? around : with(smallest(subschema));
    const Json properties = subschema.value("properties", Json::object());
    for (const auto& [key, inner] : properties.items())
      if (!is_note(key)) at_every_edge(inner, document, pointer / key, visit);
  } else if (subschema["type"] == "string") {
    for (const std::string& text : {std::string("x"), std::string(300, 'y')}) visit(with(text), pointer);
  } else {
    visit(with(subschema["minimum"]), pointer);
    if (subschema.contains("maximum")) visit(with(subschema["maximum"]), pointer);
  }
}

}  // namespace

TEST_CASE("every key of the hardware schema reaches the struct, at every edge of its range") {
  int edges = 0;
  at_every_edge(schema("hardware.schema.json"), kSmallest, Json::json_pointer(),
                [&](const Json& document, const Json::json_pointer& pointer) {
                  CAPTURE(document.dump(), pointer.to_string());
                  check(document, "hardware.schema.json", in_file("h.json"));
                  const Json written = to_json(hardware_from_json(document));
                  REQUIRE(written.contains(pointer));
                  CHECK(written[pointer] == document[pointer]);
                  ++edges;
                });
  CHECK(edges >= 15);
}

TEST_CASE("what hardware is written as can be read again, and has every key") {
  const Json written = to_json(hardware_from_json(kSmallest));
  check(written, "hardware.schema.json", in_file("h.json"));
  CHECK(to_json(hardware_from_json(written)) == written);
  for (const auto& [key, subschema] : schema("hardware.schema.json")["properties"].items()) {
    CAPTURE(key);
    // A part that is a whole object is one that may be left out, and is ideal then.
    if (!is_note(key) && whole(subschema).value("type", Json()) != "object") CHECK(written.contains(key));
  }
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
