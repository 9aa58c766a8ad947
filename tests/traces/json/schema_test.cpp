#include "traces/json/schema.h"

#include <catch2/catch.hpp>
#include <filesystem>
#include <nlohmann/json.hpp>

#include "tests/fixtures/error_text.h"
#include "tests/fixtures/temporary_folder.h"
#include "traces/json/embedded_schemas.h"
#include "traces/json/schema_words.h"

using namespace skipgrid;
using namespace skipgrid;
using skipgrid::testing::error_text;

namespace {

std::string hardware_error(const Json& document) {
  return error_text([&] { check(document, "hardware.schema.json", in_file("h.json")); });
}

std::string run_error(const Json& document) {
  return error_text([&] { check(document, "run.schema.json", in_file("r.json")); });
}

/// Calls visit(pointer, node) for every object of a schema.
template <class Visit>
void walk(const Json& node, const Json::json_pointer& pointer, const Visit& visit) {
  if (node.is_object()) {
    visit(pointer, node);
    for (const auto& [key, value] : node.items()) walk(value, pointer / key, visit);
  }
  if (node.is_array())
    for (std::size_t i = 0; i < node.size(); ++i) walk(node[i], pointer / i, visit);
}

const Json kHardware{{"rows", 8}, {"cols", 4}};
const Json kWorkload{{"name", "w"}, {"model", "lstm_lm"}, {"layers", 1},     {"hidden", 8},
                     {"steps", 2},  {"batch", 2},         {"vocabulary", 10}};

}  // namespace

TEST_CASE("Every schema file is part of the program, byte for byte") {
  std::size_t files = 0;
  for (const auto& entry : std::filesystem::directory_iterator(std::string(SKIPGRID_CONFIGS) + "/schema")) {
    const std::string name = entry.path().filename().string();
    CAPTURE(name);
    CHECK(embedded_schema(name) == traces::test::read_file(entry.path().string()));
    ++files;
  }
  CHECK(files == embedded_schema_names().size());
  CHECK(files >= 5);
}

TEST_CASE("A schema has no reference left, and closes every object of a configuration") {
  for (const std::string name :
       {"run.schema.json", "hardware.schema.json", "workload.schema.json", "dropout.schema.json"}) {
    walk(schema(name), Json::json_pointer(), [&](const Json::json_pointer& pointer, const Json& node) {
      CAPTURE(name, pointer.to_string());
      CHECK_FALSE(node.contains("$ref"));
      // Either no other keys, or others whose values are checked.
      if (node.value("type", Json()) != "object") return;
      CHECK((node.value("additionalProperties", Json(true)) == false || node["additionalProperties"].is_object()));
    });
  }
}

TEST_CASE("An error names the pointer, what is expected and what was given") {
  CHECK(hardware_error(kHardware) == "no error");
  CHECK(hardware_error({{"rows", 0}, {"cols", 4}}) ==
        "h.json: /rows: expected an integer from 1 to 4096 (rows of processing elements), got 0");
  CHECK(hardware_error({{"rows", 8}, {"cols", 4}, {"dataflow", "xs"}}) ==
        "h.json: /dataflow: expected one of \"ws\", \"is\", \"os\" (what stays in the array: weights, inputs or "
        "outputs), got \"xs\"");
  CHECK(hardware_error({{"rows", 8}}) ==
        "h.json: expected the key \"cols\", which is missing: an integer from 1 to 4096 (columns of processing "
        "elements)");
  CHECK(hardware_error(Json::array()) == "h.json: expected an object (the hardware), got []");
}

TEST_CASE("An unknown key is refused, and the nearest known one named") {
  CHECK(hardware_error({{"rows", 8}, {"cols", 4}, {"dataflwo", "ws"}}) ==
        "h.json: /dataflwo: unknown key \"dataflwo\", the nearest known one is \"dataflow\"");
  // The misspelled key is the cause of the missing one, so it is what the message is about.
  CHECK(hardware_error({{"row", 8}, {"cols", 4}}) ==
        "h.json: /row: unknown key \"row\", the nearest known one is \"rows\"");
}

TEST_CASE("An integer is an integer: not a fraction, not a truth value, not a text, not too large for 64 bits") {
  for (const Json& wrong : {Json(1.5), Json(8.0), Json(true), Json("8"), Json(nullptr), Json(-3), Json(4097),
                            Json(18446744073709551615ULL), Json(1e300), Json(Json::array({8}))}) {
    CAPTURE(wrong.dump());
    CHECK_THAT(hardware_error({{"rows", wrong}, {"cols", 4}}), Catch::StartsWith("h.json: /rows: expected an integer"));
  }
}

TEST_CASE("Inside one of several forms, the error is about the form that was meant") {
  Json run{{"hardware", kHardware}, {"workload", kWorkload}};
  CHECK(run_error(run) == "no error");
  run["workload"]["hidden"] = "wide";
  CHECK(run_error(run) ==
        "r.json: /workload/hidden: expected an integer from 1 to 131072 (neurons of a layer), got \"wide\"");
  run["workload"] = Json{{"trace", 5}};
  CHECK_THAT(run_error(run), Catch::StartsWith("r.json: /workload/trace: expected a string"));
  run["workload"] = 5;
  CHECK_THAT(run_error(run), Catch::StartsWith("r.json: /workload: expected a string"));
}

TEST_CASE("A rate is below one, on both sides of the edge") {
  Json run{{"hardware", kHardware}, {"workload", kWorkload}, {"dropout", {{"nr", 0.999999}}}};
  CHECK(run_error(run) == "no error");
  for (const Json& wrong : {Json(1), Json(1.0), Json(1.5), Json(-0.001)}) {
    run["dropout"]["nr"] = wrong;
    CHECK_THAT(run_error(run), Catch::StartsWith("r.json: /dropout/nr: expected a number >= 0 and < 1"));
  }
}

TEST_CASE("An array is checked item by item") {
  Json run{{"hardware", kHardware}, {"workload", kWorkload}, {"variants", {"dense", "fast"}}};
  CHECK(run_error(run) ==
        "r.json: /variants/1: expected one of \"structured-best\", \"dense-best\", \"structured\", \"dense\", "
        "\"dense-fused\", \"random\", got \"fast\"");
  run["variants"] = {"dense", "dense"};
  CHECK_THAT(run_error(run), Catch::Contains("without repeats"));
}

TEST_CASE("Where any key may stand, the values are checked all the same") {
  const auto error = [](const char* text) {
    return error_text([&] { check(Json::parse(text), "results.schema.json", in_file("r.json")); });
  };
  const std::string head = R"({"schema": "skipgrid-results/2", "name": "n", "config": {}, "variants": [],
    "machine": {"pes": 1, "clock_mhz": 1, "dram_bytes_per_cycle": null},)";
  const std::string built = R"("program": "p", "version": "v", "commit": "c", "compiler": "g", "systemc": "s")";
  CHECK(error((head + R"("provenance": {)" + built + R"(}})").c_str()) == "no error");
  CHECK(error((head + R"("provenance": {)" + built + R"(, "more": 5}})").c_str()) ==
        "r.json: /provenance/more: expected a string, got 5");
}

TEST_CASE("Every file in configs passes the schema that its $schema names") {
  std::size_t files = 0;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(SKIPGRID_CONFIGS)) {
    if (entry.path().extension() != ".json" || entry.path().parent_path().filename() == "schema") continue;
    const std::string path = entry.path().string();
    CAPTURE(path);
    const Json document = read_json_file(path);
    REQUIRE(document.contains("$schema"));
    const auto named =
        std::filesystem::weakly_canonical(entry.path().parent_path() / document["$schema"].get<std::string>());
    REQUIRE(std::filesystem::exists(named));
    CHECK(error_text([&] { check(document, named.filename().string(), in_file(path)); }) == "no error");
    ++files;
  }
  CHECK(files >= 5);
}
