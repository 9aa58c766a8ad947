// Holds the schemas of workload and dropout to the structs of models/: whatever the schema allows is taken, and
// arrives.
#include <catch2/catch.hpp>

#include "models/workload.h"
#include "sim/config/schema.h"
#include "tests/sim/config/schema_edges.h"

using namespace skipgrid;
using namespace skipgrid::sim;
using namespace skipgrid::sim::testing;

TEST_CASE("every key of the workload schema reaches the model, at every edge of its range") {
  const Json& workload = schema("workload.schema.json");
  int edges = 0;
  at_every_edge(workload, smallest(workload), Json::json_pointer(),
                [&](const Json& document, const Json::json_pointer& pointer) {
                  CAPTURE(document.dump());
                  check(document, "workload.schema.json", in_file("w.json"));
                  const Json written = models::to_json(models::workload_from_json(document, "w.json"));
                  REQUIRE(written.contains(pointer));
                  CHECK(written[pointer] == document[pointer]);
                  ++edges;
                });
  CHECK(edges >= 28);
}

TEST_CASE("every key of the dropout schema reaches the masks, at every edge of its range") {
  int edges = 0;
  at_every_edge(schema("dropout.schema.json"), Json::object(), Json::json_pointer(),
                [&](const Json& document, const Json::json_pointer& pointer) {
                  CAPTURE(document.dump());
                  check(document, "dropout.schema.json", in_file("d.json"));
                  CHECK(models::to_json(models::dropout_from_json(document, "d.json"))[pointer] == document[pointer]);
                  ++edges;
                });
  CHECK(edges >= 15);
}

TEST_CASE("a rate just below one arrives, too") {
  const Json document{{"nr", 0.999999}};
  check(document, "dropout.schema.json", in_file("d.json"));
  CHECK(models::dropout_from_json(document, "d.json").nr == 0.999999);
}

TEST_CASE("the defaults that the dropout schema states are the masks'") {
  const Json written = models::to_json(models::DropoutConfig());
  for (const auto& [key, subschema] : schema("dropout.schema.json")["properties"].items()) {
    CAPTURE(key);
    if (subschema.contains("default")) CHECK(written[key] == subschema["default"]);
  }
}
