// Holds the schema and the structs that it becomes together: whatever the schema knows is read, and nothing that it
// allows is refused or changed on the way.
#include "sim/experiment/hardware.h"

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

#include "tests/traces/json/schema_edges.h"
#include "traces/json/schema.h"

using namespace skipgrid;
using namespace skipgrid::sim;
using namespace skipgrid::testing;

namespace {

const Json kSmallest{{"rows", 1}, {"cols", 1}};

/// Parts with a schema and a test of their own.
bool is_part(const std::string& key) { return key == "dram" || key == "energy"; }

Json schema_without_parts() {
  Json own = schema("hardware.schema.json");
  for (const std::string key : {"dram", "energy"}) own["properties"].erase(key);
  return own;
}

}  // namespace

TEST_CASE("Every key of the hardware schema reaches the struct, at every edge of its range") {
  int edges = 0;
  at_every_edge(schema_without_parts(), kSmallest, Json::json_pointer(),
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

TEST_CASE("What hardware is written as can be read again, and has every key") {
  const Json written = to_json(hardware_from_json(kSmallest));
  check(written, "hardware.schema.json", in_file("h.json"));
  CHECK(to_json(hardware_from_json(written)) == written);
  for (const auto& [key, subschema] : schema("hardware.schema.json")["properties"].items()) {
    CAPTURE(key);
    // A part that is a whole object is one that may be left out, and is ideal then.
    if (!is_note(key) && !is_part(key) && whole(subschema).value("type", Json()) != "object")
      CHECK(written.contains(key));
  }
}

TEST_CASE("The defaults that the hardware schema states are the struct's") {
  const Json written = to_json(hardware_from_json(kSmallest));
  for (const auto& [key, subschema] : schema("hardware.schema.json")["properties"].items()) {
    CAPTURE(key);
    if (subschema.contains("default")) CHECK(written[key] == subschema["default"]);
  }
}

TEST_CASE("The limits that the hardware schema states are the array's") {
  const Json& properties = schema("hardware.schema.json")["properties"];
  CHECK(properties["rows"]["maximum"] == kMaxArraySide);
  CHECK(properties["cols"]["maximum"] == kMaxArraySide);
  CHECK(properties["multiplier_stages"]["maximum"] == kMaxMultiplierStages);
}

TEST_CASE("Hardware without a name is called by dataflow and shape") {
  CHECK(hardware_from_json({{"rows", 3}, {"cols", 5}, {"dataflow", "os"}}).name == "os_3x5");
}

TEST_CASE("The energy table reaches the struct, every action of it") {
  Json document = kSmallest;
  for (std::size_t i = 0; i < kEnergyActions.size(); ++i)
    document["energy"][std::string(kEnergyActions[i].name)] = {{"pj", 1.5 + static_cast<double>(i)},
                                                               {"source", "a test"}};
  check(document, "hardware.schema.json", in_file("h.json"));
  const MachineConfig machine = hardware_from_json(document).machine;
  REQUIRE(machine.energy);
  for (std::size_t i = 0; i < kEnergyActions.size(); ++i)
    CHECK((*machine.energy).*(kEnergyActions[i].member) == 1.5 + static_cast<double>(i));
  document["energy"].erase("mac");
  CHECK_THROWS_WITH(check(document, "hardware.schema.json", in_file("h.json")), Catch::Contains("h.json: /energy"));
}

TEST_CASE("The costs of element-wise work reach the struct, each at its kind") {
  Json document = kSmallest;
  document["vector_unit"]["lanes"] = 3;
  for (const traces::ElementWiseKind& kind : traces::kElementWiseKinds)
    document["vector_unit"]["costs"][std::string(kind.word)] = 0.25 + static_cast<double>(traces::index_of(kind.kind));
  check(document, "hardware.schema.json", in_file("h.json"));
  const Hardware hardware = hardware_from_json(document);
  REQUIRE(hardware.machine.vector_unit);
  for (std::size_t i = 0; i < traces::kElementWiseCount; ++i)
    CHECK(hardware.machine.vector_unit->costs[i] == 0.25 + static_cast<double>(i));
  CHECK(to_json(hardware)["vector_unit"] == document["vector_unit"]);
}

TEST_CASE("A vector unit whose costs nobody gives has the table's") {
  Json document = kSmallest;
  document["vector_unit"]["lanes"] = 3;
  check(document, "hardware.schema.json", in_file("h.json"));
  CHECK(hardware_from_json(document).machine.vector_unit.value().costs == traces::default_costs());
}

TEST_CASE("A memory inside the hardware is the machine's, and is written again") {
  Json document = kSmallest;
  document["dram"] = {{"kind", "bandwidth"}, {"name", "pipe"}, {"bytes_per_cycle", 12.5}, {"latency", 7}};
  check(document, "hardware.schema.json", in_file("h.json"));
  const Hardware hardware = hardware_from_json(document);
  CHECK(hardware.machine.dram.kind == DramKind::bandwidth);
  CHECK(hardware.machine.dram_bytes_per_cycle() == 12.5);
  CHECK(to_json(hardware)["dram"] == document["dram"]);
}
