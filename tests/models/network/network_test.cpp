// Networks from JSON: recurrent layers in any arrangement against differences of the loss, compacted products against
// dense ones, and the language model built from layers against the one written out.
#include "models/network/network.h"

#include <fstream>
#include <functional>
#include <nlohmann/json.hpp>

#include "tests/fixtures/temporary_folder.h"
#include "tests/models/network/tiny_network.h"
#include "tests/models/recorded_trace.h"
#include "traces/input_error.h"

namespace skipgrid::models {

namespace {

using Json = nlohmann::json;
using traces::ElementWise;

DropoutConfig dropout_of(DropoutCase dropout_case, double nr, double rh, double output) {
  DropoutConfig dropout = models::dropout_of(dropout_case, nr);
  dropout.rh = rh;
  dropout.output = output;
  return dropout;
}

Json language_model(const Json& recurrent) {
  return {{"batch", 3},
          {"steps", 4},
          {"layers",
           {{{"name", "words"}, {"type", "embedding"}, {"vocabulary", 7}, {"width", 4}},
            recurrent,
            {{"name", "out"}, {"type", "softmax"}, {"classes", 5}}}}};
}

// A layer that goes both ways has two outputs; another recurrent layer joins them.
Json both_ways(const Json& recurrent) {
  Json json = language_model(recurrent);
  const Json join = {{"name", "join"}, {"type", "lstm"}, {"hidden", 3}};
  json["layers"].insert(json["layers"].end() - 1, join);
  return json;
}

const Json kArrangements[] = {
    language_model({{"name", "rnn"}, {"type", "lstm"}, {"hidden", 5}, {"layers", 2}, {"state", "carried"}}),
    language_model({{"name", "rnn"}, {"type", "gru"}, {"hidden", 5}, {"layers", 2}}),
    language_model({{"name", "rnn"}, {"type", "lstm"}, {"hidden", 5}, {"drop_connect", 0.4}}),
    both_ways({{"name", "rnn"}, {"type", "lstm"}, {"hidden", 3}, {"layers", 2}, {"bidirectional", true}}),
    both_ways({{"name", "rnn"}, {"type", "gru"}, {"hidden", 3}, {"bidirectional", true}}),
};

std::string length_table(const traces::test::TemporaryFolder& scratch, const std::string& text) {
  const std::string path = scratch / "lengths.csv";
  std::ofstream(path) << text;
  return path;
}

/// The same with sentences of different lengths.
Json with_lengths(Json json, const std::string& table) {
  json.erase("steps");
  json["lengths"] = {{"table", table}, {"longest", 5}, {"pool", 2}};
  return json;
}

}  // namespace

TEST_CASE("Every gradient of every arrangement of recurrent layers is the slope of the loss") {
  const traces::test::TemporaryFolder scratch;
  const std::string table = length_table(scratch, "tokens,sentences\n1,3\n2,4\n4,5\n5,1\n");
  const DropoutCase dropout_case = GENERATE(DropoutCase::I, DropoutCase::III, DropoutCase::IV);
  const bool padded = GENERATE(false, true);
  for (const Json& json : kArrangements) {
    if (padded && json["layers"][1].value("state", "") == "carried") continue;
    CAPTURE(json.dump(), padded, to_string(dropout_case));
    const NetworkConfig config = network_from(padded ? with_lengths(json, table) : json);
    TinyNetwork<double> tiny(config, 7, 5, 11);
    if (padded) REQUIRE(tiny.batch.streams.front().lengths.over(tiny.batch.streams.front().lengths.steps - 1) > 0);
    check_gradients(tiny, MaskDrawer(dropout_of(dropout_case, 0.3, 0.4, 0.3), config.batch, 0));
  }
}

TEST_CASE("Skipping changes no kept value of any arrangement of recurrent layers") {
  const DropoutCase dropout_case = GENERATE(DropoutCase::III, DropoutCase::IV);
  for (const Json& json : kArrangements) {
    CAPTURE(json.dump());
    Json large = json;
    large["batch"] = 6;
    for (Json& layer : large["layers"]) {
      if (layer.contains("hidden")) layer["hidden"] = 21;
      if (layer.contains("width")) layer["width"] = 19;
    }
    check_compaction(network_from(large), 7, 5, dropout_of(dropout_case, 0.5, 0.5, 0.5));
  }
}

TEST_CASE("A sample's gradients and loss do not depend on what pads it") {
  const traces::test::TemporaryFolder scratch;
  // One sample of length 2 alone, and the same beside longer ones: its contribution must be the same.
  const std::string table = length_table(scratch, "tokens,sentences\n2,1\n");
  for (const Json& json : {kArrangements[1], kArrangements[3], kArrangements[4]}) {
    CAPTURE(json.dump());
    Json alone = with_lengths(json, table);
    alone["batch"] = 1;
    Json longer = json;
    longer["batch"] = 1;
    const NetworkConfig short_config = network_from(alone), long_config = network_from(longer);
    TinyNetwork<double> by_itself(short_config, 7, 5, 3), padded(long_config, 7, 5, 3);
    REQUIRE(by_itself.batch.streams[0].lengths.steps == 2);
    // The padded one has four steps, of which the sample fills two.
    std::vector<std::int32_t> tokens(4, -1), targets(4, -1);
    for (std::size_t t = 0; t < 2; ++t) {
      tokens[t] = by_itself.batch.streams[0].tokens[t];
      targets[t] = by_itself.batch.streams[0].targets[t];
    }
    padded.batch.streams[0].lengths = {4, {2}};
    padded.batch.streams[0].tokens = tokens.data();
    padded.batch.streams[0].targets = targets.data();
    const std::vector<double> expected = by_itself.gradients(MaskDrawer({}, 1, 0));
    const std::vector<double> found = padded.gradients(MaskDrawer({}, 1, 0));
    REQUIRE(expected.size() == found.size());
    for (std::size_t i = 0; i < expected.size(); ++i) REQUIRE(found[i] == Approx(expected[i]).margin(1e-13));
  }
}

TEST_CASE("The language model as a network is the language model") {
  const Json json = {{"name", "test"},
                     {"model", "network"},
                     {"batch", 4},
                     {"steps", 5},
                     {"layers",
                      {{{"name", "embedding"}, {"type", "embedding"}, {"vocabulary", 30}, {"width", 16}},
                       {{"name", "lstm"}, {"type", "lstm"}, {"hidden", 24}, {"layers", 3}, {"state", "carried"}},
                       {{"name", "projection"}, {"type", "softmax"}, {"classes", 30}}}}};
  const DropoutConfig dropout = dropout_of(GENERATE(DropoutCase::I, DropoutCase::III), 0.3, 0.5, 0.7);
  RecordedTrace network;
  trace_workload(workload_from_json(json, "w.json"), dropout, 2, network);
  const RecordedTrace lm = record({3, 24, 16, 5, 4, 30}, dropout, 2);
  REQUIRE(network.ops.size() == lm.ops.size());
  for (std::size_t i = 0; i < lm.ops.size(); ++i) CHECK(network.ops[i] == lm.ops[i]);
}

TEST_CASE("Where weights are tied, the table is the projection's weight, with one gradient for both uses") {
  Json json = language_model({{"name", "rnn"}, {"type", "lstm"}, {"hidden", 4}});
  json["layers"][0]["drop_words"] = GENERATE(0.0, 0.3);
  json["layers"][2] = {{"name", "out"}, {"type", "softmax"}, {"classes", 7}, {"tied_to", "words"}};
  const NetworkConfig config = network_from(json);
  TinyNetwork<double> tiny(config, 7, 7, 4);
  check_gradients(tiny, MaskDrawer(dropout_of(DropoutCase::III, 0.3, 0.0, 0.3), config.batch, 0));
  check_compaction(config, 7, 7, dropout_of(DropoutCase::III, 0.5, 0.5, 0.5));
}

TEST_CASE("DropConnect is named in the trace and leaves nothing to skip") {
  Json json = language_model({{"name", "rnn"}, {"type", "lstm"}, {"hidden", 5}, {"drop_connect", 0.5}});
  json["model"] = "network";
  RecordedTrace trace;
  trace_workload(workload_from_json(json, "w.json"), {}, 1, trace);
  CHECK(trace.vectors("rnn", ElementWise::drop_connect).size() == 1);
  CHECK(trace.vectors("rnn", ElementWise::drop_connect).front().elements == 5 * 20);
  CHECK(trace.vectors("rnn", ElementWise::drop_connect_backward).size() == 1);
  for (const traces::GemmOp& gemm : trace.all_gemms()) CHECK(gemm.kept_macs() == gemm.dense_macs());
}

TEST_CASE("What is wrong with a network is said in one line that names the layer") {
  const auto error = [](const std::function<void(Json&)>& change) -> std::string {
    Json json = language_model({{"name", "rnn"}, {"type", "lstm"}, {"hidden", 5}});
    change(json);
    try {
      network_from(json);
    } catch (const InputError& e) {
      return e.what();
    }
    return "accepted";
  };
  CHECK(error([](Json& j) { j["layers"][1]["hidden"] = 0; }) ==
        "w.json: /layers/1 (rnn)/hidden: expected an integer from 1 to 131072, got 0");
  CHECK_THAT(error([](Json& j) { j["layers"][1]["type"] = "rnn"; }),
             Catch::Matchers::StartsWith("w.json: /layers/1 (rnn)/type: expected one of \"embedding\", \"lstm\", ") &&
                 Catch::Matchers::EndsWith("got \"rnn\""));
  CHECK(error([](Json& j) { j["layers"][1]["input"] = "missing"; }) ==
        "w.json: /layers/1 (rnn)/input: expected a layer before it, got \"missing\"");
  CHECK(error([](Json& j) { j["layers"][2]["input"] = "words"; }) == "w.json: /layers/1 (rnn): is read by no layer");
  CHECK(error([](Json& j) { j["layers"][1]["name"] = "words"; }) ==
        "w.json: /layers/1 (words)/name: is the name of a layer before it, too");
  CHECK(error([](Json& j) { j["layers"][1]["colour"] = 1; }) == "w.json: /layers/1 (rnn)/colour: is not a known key");
  CHECK(error([](Json& j) { j["layers"].erase(2); }) == "w.json: /layers/1 (rnn): is read by no layer");
  CHECK(error([](Json& j) { j["layers"][2]["tied_to"] = "words"; }) ==
        "w.json: /layers/2 (out)/tied_to: expected an embedding of 5 words, 5 wide, got 7 words, 4 wide");
  CHECK(error([](Json& j) {
          j["layers"][1]["dropout"] = {{"input", "all"}};
        }) == "w.json: /layers/1 (rnn)/dropout/input: expected one of \"nr\", \"rh\", \"output\", got \"all\"");
  CHECK(error([](Json& j) { j["layers"][1]["bidirectional"] = true; }) ==
        "w.json: /layers/2 (out)/input: expected one layer that goes one way (a linear layer joins several)");
  CHECK(error([](Json& j) { j["layers"] = Json::array(); }) == "w.json: /layers: expected at least one layer");
  CHECK(error([](Json& j) { j.erase("steps"); }) ==
        "w.json: /steps: expected either steps, of every sentence, or lengths, from a table");
}

}  // namespace skipgrid::models
