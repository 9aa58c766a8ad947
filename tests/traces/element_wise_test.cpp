#include "traces/element_wise.h"

#include <catch2/catch.hpp>
#include <filesystem>
#include <nlohmann/json.hpp>
#include <set>
#include <string>

#include "traces/json/schema.h"

using namespace skipgrid;
using namespace skipgrid::traces;

TEST_CASE("Every kind of element-wise work has a word of its own, a cost and a reason") {
  std::set<std::string_view> words;
  for (const ElementWiseKind& kind : kElementWiseKinds) {
    CAPTURE(kind.word);
    CHECK(words.insert(kind.word).second);
    CHECK(to_string(kind.kind) == kind.word);
    CHECK(element_wise_from_string(kind.word) == kind.kind);
    CHECK(default_costs()[index_of(kind.kind)] == kind.cost);
    CHECK(kind.cost >= 1);
    CHECK_FALSE(kind.reason.empty());
  }
}

TEST_CASE("A word that is no kind is none, and has a nearest one") {
  for (const std::string word : {"lstm_forwad", "", "LSTM_forward", "lstm_forward ", "lstm"}) {
    CAPTURE(word);
    CHECK_FALSE(element_wise_from_string(word));
  }
  CHECK(nearest_element_wise("lstm_forwad") == "lstm_forward");
  CHECK(nearest_element_wise("max_pol") == "max_pool");
}

TEST_CASE("The hardware schema asks for the cost of every kind, and knows no other") {
  const Json& costs = schema("hardware.schema.json").at(Json::json_pointer("/properties/vector_unit/properties/costs"));
  std::set<std::string> kinds, properties, required;
  for (const ElementWiseKind& kind : kElementWiseKinds) kinds.emplace(kind.word);
  for (const auto& [key, unused] : costs.at("properties").items()) properties.insert(key);
  for (const Json& key : costs.at("required")) CHECK(required.insert(key.get<std::string>()).second);
  CHECK(properties == kinds);
  CHECK(required == kinds);
  CHECK(costs.at("additionalProperties") == false);
}

// Presets are tables of their own: a machine may have its own figure, but has to give a reason by another comment.
TEST_CASE("The machines of configs/hardware cost what the table says") {
  int machines = 0;
  for (const auto& file : std::filesystem::directory_iterator(SKIPGRID_CONFIGS "/hardware")) {
    const Json hardware = read_json_file(file.path().string());
    if (!hardware.contains("vector_unit")) continue;
    CAPTURE(file.path().string());
    const Json& costs = hardware.at("vector_unit").at("costs");
    CHECK(costs.size() == kElementWiseCount);
    for (const ElementWiseKind& kind : kElementWiseKinds) {
      CAPTURE(kind.word);
      CHECK(costs.at(std::string(kind.word)) == kind.cost);
    }
    ++machines;
  }
  CHECK(machines == 5);
}
