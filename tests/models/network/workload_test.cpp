#include "models/workload.h"

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

#include "tests/models/recorded_trace.h"
#include "traces/input_error.h"

namespace skipgrid::models {

namespace {

const nlohmann::json kSmall = {{"name", "tiny"}, {"model", "lstm_lm"}, {"layers", 1},     {"hidden", 8},
                               {"steps", 3},     {"batch", 2},         {"vocabulary", 20}};

nlohmann::json changed(const char* pointer, nlohmann::json value) {
  nlohmann::json json = kSmall;
  json[nlohmann::json::json_pointer(pointer)] = std::move(value);
  return json;
}

}  // namespace

TEST_CASE("A workload's embedding is as wide as its layers unless it says otherwise") {
  const auto width = [](const nlohmann::json& json) {
    return std::get<EmbeddingConfig>(workload_from_json(json, "w.json").network.layers.front().kind).width;
  };
  CHECK(width(kSmall) == 8);
  CHECK(width(changed("/embedding", 5)) == 5);
}

TEST_CASE("A language model in numbers is the network of layers that it is short for") {
  const int layers = GENERATE(1, 3);
  nlohmann::json json = changed("/layers", layers);
  json["embedding"] = 5;
  const char* stack = layers == 1 ? "lstm0" : "lstm";
  const nlohmann::json written_out = {
      {"name", "tiny"},
      {"model", "network"},
      {"batch", 2},
      {"steps", 3},
      {"layers",
       {{{"name", "embedding"}, {"type", "embedding"}, {"vocabulary", 20}, {"width", 5}},
        {{"name", stack}, {"type", "lstm"}, {"layers", layers}, {"hidden", 8}, {"state", "carried"}},
        {{"name", "projection"}, {"type", "softmax"}, {"classes", 20}}}}};
  CHECK(to_json(workload_from_json(json, "w.json")) == to_json(workload_from_json(written_out, "w.json")));
  RecordedTrace trace;
  trace_workload(workload_from_json(json, "w.json"), {}, 1, trace);
  CHECK(trace.gemms("lstm0", "x2h", traces::Phase::FP).size() == 3);
  CHECK(trace.gemms("lstm2", "x2h", traces::Phase::FP).size() == (layers == 3 ? 3 : 0));
}

TEST_CASE("A run's dropout changes only what it names of the workload's") {
  const nlohmann::json json = changed("/dropout", {{"case", "I"}, {"nr", 0.5}, {"seed", 9}});
  const WorkloadConfig workload = workload_from_json(json, "w.json");
  const DropoutConfig dropout =
      dropout_from_json({{"case", "III"}, {"rh", 0.25}}, "run.json: /dropout", workload.dropout);
  CHECK(dropout.dropout_case == DropoutCase::III);
  CHECK(dropout.nr == 0.5);
  CHECK(dropout.rh == 0.25);
  CHECK(dropout.output_rate() == 0.5);
  CHECK(dropout.seed == 9);
}

TEST_CASE("Dropout and workloads go to JSON and back") {
  const nlohmann::json dropout = {{"case", "II"}, {"nr", 0.5},         {"rh", 0.25}, {"output", 0.125},
                                  {"seed", 3},    {"redraw_every", 1}, {"block", 4}, {"draw", "fixed_count"}};
  CHECK(to_json(dropout_from_json(dropout, "d")) == dropout);
  const nlohmann::json workload = to_json(workload_from_json(changed("/dropout", dropout), "w"));
  CHECK(workload.at("dropout") == dropout);
  CHECK(to_json(workload_from_json(workload, "w")) == workload);
}

TEST_CASE("What is wrong with a workload is said in one line that names the place") {
  using Catch::Matchers::Equals;
  const auto error = [](const nlohmann::json& json) -> std::string {
    try {
      workload_from_json(json, "w.json: ");
    } catch (const InputError& e) {
      return e.what();
    }
    return "accepted";
  };
  CHECK(error(changed("/layers", 0)) == "w.json: /layers: expected an integer from 1 to 1000, got 0");
  CHECK(error(changed("/hidden", -3)) == "w.json: /hidden: expected an integer from 1 to 131072, got -3");
  CHECK(error(changed("/steps", 1.5)) == "w.json: /steps: expected an integer from 1 to 1000000, got 1.5");
  CHECK(error(changed("/batch", true)) == "w.json: /batch: expected an integer from 1 to 65536, got true");
  CHECK(error(changed("/batch", 18446744073709551615u)) ==
        "w.json: /batch: expected an integer from 1 to 65536, got 18446744073709551615");
  CHECK(error(changed("/model", "gru")) == "w.json: /model: expected one of \"lstm_lm\", \"network\", got \"gru\"");
  CHECK(error(changed("/colour", 1)) == "w.json: /colour: is not a known key");
  CHECK(error(changed("/dropout", {{"nr", 1.0}})) == "w.json: /dropout/nr: expected a number in [0, 1), got 1.0");
  CHECK(error(changed("/dropout", {{"case", "V"}})) ==
        "w.json: /dropout/case: expected one of \"I\", \"II\", \"III\", \"IV\", got \"V\"");
  nlohmann::json incomplete = kSmall;
  incomplete.erase("steps");
  CHECK(error(incomplete) == "w.json: /steps: is missing");
  CHECK(error(nlohmann::json::array()) == "w.json: : expected an object, got []");
}

TEST_CASE("A trace's header says what it was generated from") {
  RecordedTrace trace;
  trace_workload(workload_from_json(kSmall, "w.json"), {}, 1, trace);
  CHECK(trace.header.name == "tiny");
  CHECK(trace.header.batch == 2);
  const nlohmann::json description = nlohmann::json::parse(trace.header.workload);
  CHECK(description.at("workload").at("layers").at(1).at("hidden") == 8);
  CHECK(description.at("dropout").at("case") == "III");
}

}  // namespace skipgrid::models
