// Batchwise dropout in networks of linear layers: an output dropped where it is computed, and read so by others.
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

Json input(int width) { return {{"name", "x"}, {"type", "input"}, {"width", width}}; }
Json linear(const std::string& name, int width, const std::string& activation, const Json& dropout) {
  return {{"name", name}, {"type", "linear"}, {"width", width}, {"activation", activation}, {"dropout", dropout}};
}
Json network(int steps, std::vector<Json> layers) {
  layers.push_back({{"name", "out"}, {"type", "softmax"}, {"classes", 5}});
  return {{"batch", 4}, {"steps", steps}, {"layers", layers}};
}
Json reading(Json layer, const Json& inputs) {
  layer["input"] = inputs;
  return layer;
}

/// Input and output masks in every order: on both sides, on one, behind one another, and read by several.
std::vector<Json> arrangements() {
  const Json both = {{"input", 0.3}, {"output", "nr"}}, output = {{"output", "nr"}};
  return {
      network(1, {input(7), linear("a", 8, "relu", both), linear("b", 6, "tanh", output)}),
      network(1, {input(7), linear("a", 8, "none", both), linear("b", 6, "relu", {{"output", 0.0}})}),
      network(3, {input(7), linear("a", 8, "tanh", output), linear("b", 6, "none", Json::object())}),
      network(1, {input(7), linear("a", 8, "tanh", both), reading(linear("b", 6, "tanh", output), "a"),
                  reading(linear("c", 6, "tanh", both), Json{"a", "b", "x"})}),
  };
}

}  // namespace

TEST_CASE("Every gradient of a network with dropped outputs is the slope of the loss") {
  const DropoutCase dropout_case = GENERATE(DropoutCase::I, DropoutCase::III, DropoutCase::IV);
  for (const Json& json : arrangements()) {
    CAPTURE(json.dump(), to_string(dropout_case));
    const NetworkConfig config = network_from(json);
    TinyNetwork<double> tiny(config, 1, 5, 3);
    check_gradients(tiny, MaskDrawer(dropout_of(dropout_case, 0.3), config.batch, 0));
  }
}

TEST_CASE("Skipping rows and columns changes no kept value of a network with dropped outputs") {
  const DropoutCase dropout_case = GENERATE(DropoutCase::III, DropoutCase::IV);
  for (Json json : arrangements()) {
    CAPTURE(json.dump());
    for (Json& layer : json["layers"]) {
      if (layer.contains("width")) layer["width"] = 10 * layer["width"].get<int>() + 1;
    }
    check_compaction(network_from(json), 1, 5, dropout_of(dropout_case, 0.5));
  }
}

TEST_CASE("What pads sentences of features changes no gradient where outputs are dropped") {
  const traces::test::TemporaryFolder scratch;
  std::ofstream(scratch / "lengths.csv") << "frames,sentences\n1,3\n2,4\n4,5\n";
  Json json = arrangements()[2];
  json.erase("steps");
  json["lengths"] = {{"table", scratch / "lengths.csv"}, {"longest", 4}, {"pool", 1}};
  const NetworkConfig config = network_from(json);
  TinyNetwork<double> tiny(config, 1, 5, 3);
  REQUIRE(tiny.batch.streams[0].lengths.over(tiny.batch.streams[0].lengths.steps - 1) > 0);
  check_gradients(tiny, MaskDrawer(dropout_of(GENERATE(DropoutCase::I, DropoutCase::III), 0.3), config.batch, 0));
}

TEST_CASE("Two layers of batchwise dropout are the published equation, written out") {
  // x[k+1] = f((x[k] * d[k]) W[k] + b[k]) (Graham et al. 2015, section 1), kept units scaled by 1 / (1 - p).
  const NetworkConfig config = network_from(arrangements()[0]);
  TinyNetwork<double> tiny(config, 1, 5, 3);
  const DropoutConfig dropout = dropout_of(GENERATE(DropoutCase::I, DropoutCase::III), 0.25);
  const double loss = tiny.loss(MaskDrawer(dropout, config.batch, 0));
  MaskDrawer drawer(dropout, config.batch, 0);
  // The layers' numbers for masks, in the order in which they are made: a's input and output, b's input and output.
  const StepMasks masks[] = {drawer.draw(Connection::nr, 0, 0.3, 7, 1), drawer.draw(Connection::nr, 1, 0.25, 8, 1),
                             drawer.draw(Connection::nr, 3, 0.25, 6, 1)};
  const auto parameters = tiny.network.parameters();
  const auto dropped = [&](std::vector<double> x, const StepMasks& m, int b) {
    const traces::Mask& mask = m.at(0)->mask;
    for (std::size_t j = 0; j < x.size(); ++j) {
      x[j] *= mask.kept(mask.structured() ? 0 : static_cast<std::size_t>(b), j) ? m.scale : 0.0;
    }
    return x;
  };
  const auto affine = [&](const std::vector<double>& x, std::size_t layer) {
    const Tensor<double>&w = parameters[2 * layer].value, &bias = parameters[2 * layer + 1].value;
    std::vector<double> y(bias.data, bias.data + bias.cols);
    for (std::size_t i = 0; i < x.size(); ++i) {
      for (std::size_t j = 0; j < y.size(); ++j) y[j] += x[i] * w.data[i * y.size() + j];
    }
    return y;
  };
  double expected = 0.0;
  for (int b = 0; b < config.batch; ++b) {
    const auto* values = static_cast<const double*>(tiny.batch.streams[0].values) + b * 7;
    std::vector<double> x = affine(dropped({values, values + 7}, masks[0], b), 0);
    for (double& value : x) value = std::max(value, 0.0);
    x = affine(dropped(x, masks[1], b), 1);
    for (double& value : x) value = std::tanh(value);
    const std::vector<double> scores = affine(dropped(x, masks[2], b), 2);
    double sum = 0.0;
    for (const double score : scores) sum += std::exp(score);
    expected += std::log(sum) - scores[static_cast<std::size_t>(tiny.batch.streams[0].targets[b])];
  }
  CHECK(loss == Approx(expected / config.batch).epsilon(1e-12));
}

TEST_CASE("What is wrong with dropped outputs and inputs is said in one line that names the layer") {
  const auto error = [](const std::function<void(Json&)>& change) -> std::string {
    Json json = arrangements()[0];
    change(json["layers"]);
    try {
      network_from(json);
    } catch (const InputError& e) {
      return e.what();
    }
    return "accepted";
  };
  CHECK(error([](Json& j) { j[2]["dropout"]["input"] = 0.5; }) ==
        "w.json: /layers/2 (b)/dropout/input: what the layer reads drops its own output: it is not dropped again");
  CHECK(error([](Json& j) {
          j[3]["dropout"] = {{"input", 0.5}};
        }) ==
        "w.json: /layers/3 (out)/dropout/input: what the layer reads drops its own output: it is not dropped again");
  CHECK(error([](Json& j) {
          j[2] = {{"name", "rnn"}, {"type", "lstm"}, {"hidden", 5}};
        }) ==
        "w.json: /layers/2 (rnn)/input: only linear, conv2d and softmax layers read a layer that drops its own "
        "output");
  CHECK(error([](Json& j) { j[1]["dropout"]["output"] = 1.0; }) ==
        "w.json: /layers/1 (a)/dropout/output: expected a number in [0, 1), got 1.0");
  CHECK(error([](Json& j) { j[0]["input"] = "x"; }) ==
        "w.json: /layers/0 (x)/input: expected a layer before it, got \"x\"");
  CHECK(error([](Json& j) { j[0]["width"] = 0; }) ==
        "w.json: /layers/0 (x)/width: expected an integer from 1 to 131072, got 0");
  CHECK(error([](Json& j) {
          j[0] = {{"name", "x"}, {"type", "input"}, {"channels", 3}, {"height", 4000}, {"width", 4000}};
        }) == "w.json: /layers/0 (x): expected channels * height * width of at most 16777216, got 48000000");
  CHECK(error([](Json& j) {
          j[1] = {{"name", "a"}, {"type", "crf"}};
        }).find("expected a layer with weights") != std::string::npos);
}

}  // namespace skipgrid::models
