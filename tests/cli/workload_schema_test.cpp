// Holds the schemas of workload and dropout to the structs of models/: whatever the schema allows is taken, and
// arrives.
#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

#include <functional>
#include <map>

#include "models/workload.h"
#include "tests/traces/json/schema_edges.h"
#include "traces/input_error.h"
#include "traces/json/schema.h"

using namespace skipgrid;
using namespace skipgrid::testing;

namespace {

/// The form of a workload for a value of "model".
const Json& form_of(const std::string& model) {
  for (const Json& form : schema("workload.schema.json")["anyOf"])
    if (form["properties"]["model"]["enum"].front() == model) return form;
  throw std::out_of_range(model);
}

}  // namespace

/// Where a key of the language model's form goes in the network that it is short for.
Json::json_pointer in_network(const Json::json_pointer& pointer) {
  const std::map<std::string, std::string> places{{"/layers", "/layers/1/layers"},
                                                  {"/hidden", "/layers/1/hidden"},
                                                  {"/embedding", "/layers/0/width"},
                                                  {"/vocabulary", "/layers/0/vocabulary"}};
  const auto place = places.find(pointer.to_string());
  return place == places.end() ? pointer : Json::json_pointer(place->second);
}

TEST_CASE("Every key of the language model's schema reaches its network, at every edge of its range") {
  const Json& workload = form_of("lstm_lm");
  int edges = 0;
  at_every_edge(workload, smallest(workload), Json::json_pointer(),
                [&](const Json& document, const Json::json_pointer& pointer) {
                  CAPTURE(document.dump());
                  check(document, "workload.schema.json", in_file("w.json"));
                  const Json written = models::to_json(models::workload_from_json(document, "w.json"));
                  CHECK(written["layers"][2]["classes"] == document["vocabulary"]);
                  if (pointer == Json::json_pointer("/model")) return;
                  const Json::json_pointer place = in_network(pointer);
                  REQUIRE(written.contains(place));
                  CHECK(written[place] == document[pointer]);
                  ++edges;
                });
  CHECK(edges >= 27);
}

TEST_CASE("Every key of every kind of layer reaches the network, at every edge of its range") {
  int edges = 0;
  for (Json form : schema("layer.schema.json")["anyOf"]) {
    // The names of layers belong to the network.
    form["properties"].erase("name");
    form["properties"].erase("input");
    form["required"].erase(0);
    at_every_edge(form, smallest(form), Json::json_pointer(),
                  [&](const Json& document, const Json::json_pointer& pointer) {
                    CAPTURE(document.dump());
                    Json named = document;
                    named["name"] = "x";
                    check(named, "layer.schema.json", in_file("l.json"));
                    JsonObject fields(document, "l.json: ");
                    const models::LayerKind kind = models::read_kind(fields);
                    fields.no_others();
                    Json written;
                    write(kind, written);
                    REQUIRE(written.contains(pointer));
                    CHECK(written[pointer] == document[pointer]);
                    ++edges;
                  });
  }
  CHECK(edges >= 40);
}

TEST_CASE("The defaults that the schema of layers states are the layers'") {
  for (const Json& form : schema("layer.schema.json")["anyOf"]) {
    for (const Json& type : form["properties"]["type"]["enum"]) {
      Json document = smallest(form);
      document["type"] = type;
      document.erase("name");
      JsonObject fields(document, "l.json: ");
      Json written;
      write(models::read_kind(fields), written);
      const std::function<void(const Json&, const Json&)> compare = [&](const Json& properties, const Json& values) {
        for (const auto& [key, subschema] : properties.items()) {
          CAPTURE(type, key);
          if (subschema.contains("default")) CHECK(values[key] == subschema["default"]);
          if (subschema.contains("properties")) compare(subschema["properties"], values[key]);
        }
      };
      compare(form["properties"], written);
    }
  }
}

TEST_CASE("A network's errors from the schema name the layer, and a type that is none lists all") {
  Json workload = Json::parse(R"({"name": "w", "model": "network", "batch": 2, "steps": 3, "layers": [
    {"name": "words", "type": "embedding", "vocabulary": 9, "width": 4},
    {"name": "rnn", "type": "lstm", "hidden": 5}, {"name": "out", "type": "softmax", "classes": 9}]})");
  check(workload, "workload.schema.json", in_file("w.json"));
  const auto error = [](const Json& document) -> std::string {
    try {
      check(document, "workload.schema.json", in_file("w.json"));
    } catch (const InputError& e) {
      return e.what();
    }
    return "accepted";
  };
  Json wrong = workload;
  wrong["layers"][1]["hidden"] = 0;
  CHECK(error(wrong) ==
        "w.json: /layers/1/hidden (rnn): expected an integer from 1 to 131072 (neurons of a layer, in each "
        "direction), got 0");
  wrong = workload;
  wrong["layers"][1]["type"] = "rnn";
  CHECK_THAT(error(wrong), Catch::StartsWith("w.json: /layers/1/type (rnn): expected one of \"embedding\"") &&
                               Catch::Contains("\"lstm\", \"gru\""));
  wrong = workload;
  wrong["layers"][2]["clases"] = 3;
  CHECK_THAT(error(wrong), Catch::StartsWith("w.json: /layers/2/clases (out): unknown key"));
  wrong = workload;
  wrong["model"] = "transformer";
  CHECK(error(wrong) == "w.json: /model: expected one of \"lstm_lm\", \"network\", got \"transformer\"");
}

TEST_CASE("Every key of the dropout schema reaches the masks, at every edge of its range") {
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

TEST_CASE("A rate just below one arrives, too") {
  const Json document{{"nr", 0.999999}};
  check(document, "dropout.schema.json", in_file("d.json"));
  CHECK(models::dropout_from_json(document, "d.json").nr == 0.999999);
}

TEST_CASE("The defaults that the dropout schema states are the masks'") {
  const Json written = models::to_json(models::DropoutConfig());
  for (const auto& [key, subschema] : schema("dropout.schema.json")["properties"].items()) {
    CAPTURE(key);
    if (subschema.contains("default")) CHECK(written[key] == subschema["default"]);
  }
}
