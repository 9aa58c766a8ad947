// The linear layer: gradients, compaction, what each mask shortens, and the counts of its products.
#include "models/layers/linear_layer.h"

#include <fstream>
#include <nlohmann/json.hpp>

#include "tests/fixtures/temporary_folder.h"
#include "tests/models/network/tiny_network.h"
#include "tests/models/recorded_trace.h"
#include "traces/input_error.h"

namespace skipgrid::models {

namespace {

using Json = nlohmann::json;
using traces::ElementWise;
using traces::Phase;

// Both directions and the words themselves, through one hidden layer.
Json joined(const std::string& activation) {
  return {{"name", "joined"},
          {"model", "network"},
          {"batch", 3},
          {"steps", 4},
          {"layers",
           {{{"name", "words"}, {"type", "embedding"}, {"vocabulary", 7}, {"width", 4}},
            {{"name", "rnn"}, {"type", "lstm"}, {"hidden", 3}, {"bidirectional", true}},
            {{"name", "join"},
             {"type", "linear"},
             {"width", 9},
             {"activation", activation},
             {"input", {"rnn", "words"}},
             {"dropout", {{"input", "output"}}}},
            {{"name", "out"}, {"type", "softmax"}, {"classes", 5}}}}};
}

Json padded(Json json, const traces::test::TemporaryFolder& scratch) {
  std::ofstream(scratch / "lengths.csv") << "tokens,sentences\n1,3\n2,4\n4,5\n5,1\n";
  json.erase("steps");
  json["lengths"] = {{"table", scratch / "lengths.csv"}, {"longest", 5}, {"pool", 2}};
  return json;
}

}  // namespace

TEST_CASE("Every gradient of a linear layer is the slope of the loss, whatever its activation") {
  const traces::test::TemporaryFolder scratch;
  const DropoutCase dropout_case = GENERATE(DropoutCase::I, DropoutCase::III, DropoutCase::IV);
  const std::string activation = GENERATE("none", "tanh", "relu");
  const bool with_padding = GENERATE(false, true);
  CAPTURE(activation, with_padding, to_string(dropout_case));
  const Json json = joined(activation);
  const NetworkConfig config = network_from(with_padding ? padded(json, scratch) : json);
  TinyNetwork<double> tiny(config, 7, 5, 11);
  if (with_padding) REQUIRE(tiny.batch.streams[0].lengths.over(tiny.batch.streams[0].lengths.steps - 1) > 0);
  check_gradients(tiny, MaskDrawer(dropout_of(dropout_case, 0.3), config.batch, 0));
}

TEST_CASE("Skipping changes no kept value of a linear layer") {
  const DropoutCase dropout_case = GENERATE(DropoutCase::III, DropoutCase::IV);
  Json json = joined("tanh");
  json["layers"][0]["width"] = 19;
  json["layers"][1]["hidden"] = 21;
  json["layers"][2]["width"] = 17;
  check_compaction(network_from(json), 7, 5, dropout_of(dropout_case, 0.5));
}

TEST_CASE("Each input of a linear layer has a mask of its own, on K forward, on N and on M backward") {
  RecordedTrace trace;
  trace_workload(workload_from_json(joined("relu"), "w.json"), dropout_of(DropoutCase::III, 0.5), 1, trace);
  for (const Phase phase : traces::kPhases) {
    const std::vector<traces::GemmOp> gemms = trace.gemms("join", "linear", phase);
    REQUIRE(gemms.size() == 3 * 4);  // inputs x steps
    for (std::size_t i = 0; i < gemms.size(); ++i) {
      const traces::GemmOp& gemm = gemms[i];
      const std::int64_t inputs = i < 8 ? 3 : 4;  // two directions of three, then the words
      const std::int64_t sizes[3][3] = {{3, inputs, 9}, {3, 9, inputs}, {inputs, 3, 9}};
      const auto p = static_cast<std::size_t>(phase);
      CHECK(gemm.m == sizes[p][0]);
      CHECK(gemm.k == sizes[p][1]);
      CHECK(gemm.n == sizes[p][2]);
      const traces::MaskPtr& mask = phase == Phase::FP ? gemm.skip_k : phase == Phase::BP ? gemm.skip_n : gemm.skip_m;
      REQUIRE(mask != nullptr);
      CHECK(static_cast<std::int64_t>(mask->mask.neurons()) == inputs);
      CHECK(gemm.kept_macs() < gemm.dense_macs());
    }
    const auto id = [&](std::size_t i) {
      const traces::GemmOp& gemm = gemms[i];
      return (phase == Phase::FP ? gemm.skip_k : phase == Phase::BP ? gemm.skip_n : gemm.skip_m)->id;
    };
    CHECK(id(0) != id(4));
  }
  CHECK(trace.vectors("join", ElementWise::bias_relu).size() == 4);
  CHECK(trace.vectors("join", ElementWise::bias_relu).front().elements == 3 * 9);
  CHECK(trace.vectors("join", ElementWise::relu_backward).size() == 4);
}

TEST_CASE("What is wrong with a linear layer is said in one line that names it") {
  const auto error = [](const std::function<void(Json&)>& change) -> std::string {
    Json json = joined("none");
    change(json["layers"][2]);
    try {
      network_from(json);
    } catch (const InputError& e) {
      return e.what();
    }
    return "accepted";
  };
  CHECK(error([](Json& j) { j["width"] = 0; }) ==
        "w.json: /layers/2 (join)/width: expected an integer from 1 to 131072, got 0");
  CHECK(error([](Json& j) { j["activation"] = "softplus"; }) ==
        "w.json: /layers/2 (join)/activation: expected one of \"none\", \"tanh\", \"relu\", got \"softplus\"");
  CHECK(error([](Json& j) { j["hidden"] = 3; }) == "w.json: /layers/2 (join)/hidden: is not a known key");
}

}  // namespace skipgrid::models
