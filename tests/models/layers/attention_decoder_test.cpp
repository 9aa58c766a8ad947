// A decoder with attention: its gradients against differences of the loss, its attention against the published
// equations, skipping against written-out zeros.
#include "models/layers/attention_decoder.h"

#include <cmath>
#include <fstream>
#include <functional>
#include <map>
#include <nlohmann/json.hpp>

#include "tests/fixtures/temporary_folder.h"
#include "tests/models/network/tiny_network.h"
#include "tests/models/network/translation.h"
#include "traces/input_error.h"

namespace skipgrid::models {

namespace {

using Json = nlohmann::json;

constexpr int kWords = 5;

TranslationSizes with_cell(const std::string& cell, int layers) {
  TranslationSizes sizes;
  sizes.source_words = sizes.target_words = kWords;
  sizes.width = 2;
  sizes.hidden = 3;
  sizes.cell = cell;
  sizes.layers = layers;
  return sizes;
}

const Json kDecoders[] = {
    translation(with_cell("lstm", 2), 4, {{"dropout", {{"attention", 0.25}}}}),
    translation(with_cell("lstm", 2), 4, {{"attention", "dot"}, {"input_feeding", false}}),
    translation(with_cell("gru", 1), 4, {{"attention", "dot"}, {"dropout", {{"attention", 0.25}}}}),
    translation(with_cell("gru", 2), 4, {{"input_feeding", false}}),
};

std::string decoder_pairs(const traces::test::TemporaryFolder& scratch) {
  const std::string path = scratch / "pairs.csv";
  std::ofstream(path) << "source,target,pairs\n1,3,2\n2,1,2\n3,2,3\n5,4,3\n4,5,1\n";
  return path;
}

}  // namespace

TEST_CASE("Every gradient of every arrangement of a decoder with attention is the slope of the loss") {
  const traces::test::TemporaryFolder scratch;
  const DropoutCase dropout_case = GENERATE(DropoutCase::I, DropoutCase::III, DropoutCase::IV);
  const bool padded = GENERATE(false, true);
  for (const Json& json : kDecoders) {
    CAPTURE(json.dump(), padded, to_string(dropout_case));
    const NetworkConfig config = network_from(padded ? with_pairs(json, decoder_pairs(scratch), 5, 1) : json);
    TinyNetwork<double> tiny(config, kWords, kWords, 12);
    if (padded) {
      for (const Stream& stream : tiny.batch.streams) REQUIRE(stream.lengths.over(stream.lengths.steps - 1) > 0);
    }
    check_gradients(tiny, MaskDrawer(dropout_of(dropout_case, 0.25), config.batch, 0));
  }
}

TEST_CASE("Skipping changes no kept value of a decoder with attention") {
  const DropoutCase dropout_case = GENERATE(DropoutCase::III, DropoutCase::IV);
  const traces::test::TemporaryFolder scratch;
  for (const Json& json : kDecoders) {
    CAPTURE(json.dump());
    Json large = with_pairs(json, decoder_pairs(scratch), 5, 1);
    large["batch"] = 5;
    for (Json& layer : large["layers"]) {
      if (layer.contains("hidden")) layer["hidden"] = 21;
      if (layer.contains("width")) layer["width"] = 19;
    }
    check_compaction(network_from(large), kWords, kWords, dropout_of(dropout_case, 0.5));
  }
}

TEST_CASE("The attention of one sentence, by hand") {
  // Positions (1, 0) and (0, 1), and one that pads. The query (ln 3, 0) gives scores ln 3 and 0: weights 3/4 and 1/4.
  BlasDevice<double> device;
  Attention<double> attention(device, "a", {2, 3, 1, 1});
  attention.set_lengths({3, {2}}, {1, {1}});
  const Tensor<double> outputs = device.sequence("outputs", 3, 1, 2), query = device.sequence("query", 1, 1, 2);
  outputs.at(0)[0] = outputs.at(1)[1] = 1.0;
  outputs.at(2)[0] = 1000.0;
  query.data[0] = std::log(3.0);
  attention.take_memory(outputs);
  attention.forward(query, 0);
  CHECK(attention.context().data[0] == Approx(0.75));
  CHECK(attention.context().data[1] == Approx(0.25));

  // A gradient (4, 0) of the context is (4, 0) of the weights, so p (dp - 3) = (3/4, -3/4) of the scores.
  const Tensor<double> dquery = device.sequence("dquery", 1, 1, 2), doutputs = device.sequence("doutputs", 3, 1, 2);
  attention.context_gradient().data[0] = 4.0;
  attention.backward(dquery, 0);
  CHECK(dquery.data[0] == Approx(0.75));
  CHECK(dquery.data[1] == Approx(-0.75));
  // Of a position: its weight times the context's gradient, and its score's gradient times the query.
  attention.memory_gradient(query, doutputs);
  CHECK(doutputs.at(0)[0] == Approx(0.75 * 4.0 + 0.75 * std::log(3.0)));
  CHECK(doutputs.at(1)[0] == Approx(0.25 * 4.0 - 0.75 * std::log(3.0)));
  for (const double padding : {doutputs.at(2)[0], doutputs.at(2)[1]}) CHECK(padding == 0.0);
}

namespace {

using Vector = std::vector<double>;

Vector row_of(const Tensor<double>& tensor, int step) { return Vector(tensor.at(step), tensor.at(step) + tensor.cols); }

/// One sentence through a decoder of one LSTM layer, as the equations are printed: vectors, one after the other.
class PlainDecoder {
 public:
  PlainDecoder(TinyNetwork<double>& tiny, bool general) : general_(general) {
    for (const Parameter<double>& parameter : tiny.network.parameters())
      weights_[parameter.value.name] = parameter.value;
    auto& encoder = dynamic_cast<RecurrentStack<double>&>(tiny.network.layer(1));
    const SequenceLengths& source = tiny.batch.streams[0].lengths;
    for (int s = 0; s < source.steps; ++s) memory_.push_back(row_of(encoder.cell(0).h(), s));
    h_ = memory_.back();
    c_ = row_of(*encoder.cell(0).state()[1], source.steps - 1);
    y_.assign(h_.size(), 0.0);
  }

  Vector step(const Vector& word) {
    lstm(sum({times(word, "decoder.W"), times(y_, "decoder.W1"), times(h_, "decoder.U"),
              row_of(weights_["decoder.b_ih"], 0), row_of(weights_["decoder.b_hh"], 0)}));
    const Vector query = general_ ? times(h_, "decoder.attention.W_query") : h_;
    Vector context(h_.size());
    double total = 0.0;
    for (const Vector& position : memory_) {
      const double weight = std::exp(dot(query, position));
      total += weight;
      for (std::size_t j = 0; j < context.size(); ++j) context[j] += weight * position[j];
    }
    for (double& value : context) value /= total;
    y_ = sum({times(context, "decoder.attention.W_context"), times(h_, "decoder.attention.W_state")});
    for (double& value : y_) value = std::tanh(value);
    return y_;
  }

 private:
  static double dot(const Vector& a, const Vector& b) {
    double result = 0.0;
    for (std::size_t i = 0; i < a.size(); ++i) result += a[i] * b[i];
    return result;
  }
  static Vector sum(const std::vector<Vector>& terms) {
    Vector result(terms.front().size());
    for (const Vector& term : terms) {
      for (std::size_t i = 0; i < result.size(); ++i) result[i] += term[i];
    }
    return result;
  }
  Vector times(const Vector& x, const std::string& name) const {
    const Tensor<double>& w = weights_.at(name);
    Vector result(static_cast<std::size_t>(w.cols));
    for (std::size_t i = 0; i < x.size(); ++i) {
      for (std::size_t j = 0; j < result.size(); ++j) result[j] += x[i] * w.data[i * result.size() + j];
    }
    return result;
  }
  void lstm(const Vector& gates) {
    const auto sigmoid = [](double x) { return 1.0 / (1.0 + std::exp(-x)); };
    const std::size_t hidden = h_.size();
    for (std::size_t j = 0; j < hidden; ++j) {
      c_[j] = sigmoid(gates[hidden + j]) * c_[j] + sigmoid(gates[j]) * std::tanh(gates[2 * hidden + j]);
      h_[j] = sigmoid(gates[3 * hidden + j]) * std::tanh(c_[j]);
    }
  }

  bool general_;
  std::map<std::string, Tensor<double>> weights_;
  std::vector<Vector> memory_;
  Vector h_, c_, y_;
};

}  // namespace

TEST_CASE("A decoder computes the published equations, word after word") {
  const std::string score = GENERATE("dot", "general");
  TranslationSizes sizes = with_cell("lstm", 1);
  sizes.batch = 1;
  TinyNetwork<double> tiny(network_from(translation(sizes, 4, {{"attention", score}})), kWords, kWords, 3);
  tiny.loss(MaskDrawer({}, 1, 0));
  PlainDecoder plain(tiny, score == "general");
  const Tensor<double>& words = *tiny.network.layer(2).output()->parts()[0].value;
  const Tensor<double>& found = *tiny.network.layer(3).output()->parts()[0].value;
  for (int t = 0; t < 4; ++t) {
    const Vector expected = plain.step(row_of(words, t));
    for (std::size_t j = 0; j < expected.size(); ++j) {
      CAPTURE(t, j);
      CHECK(found.at(t)[j] == Approx(expected[j]).margin(1e-13));
    }
  }
}

TEST_CASE("The loss and gradients of a pair do not depend on what pads its source and its target") {
  const traces::test::TemporaryFolder scratch;
  const std::string table = scratch / "pairs.csv";
  std::ofstream(table) << "source,target,pairs\n2,3,1\n";
  const std::string longer = scratch / "longer.csv";
  std::ofstream(longer) << "source,target,pairs\n5,4,1\n";
  for (const Json& json : kDecoders) {
    CAPTURE(json.dump());
    Json alone = with_pairs(json, table, 5, 1), beside = with_pairs(json, longer, 5, 1);
    alone["batch"] = beside["batch"] = 1;
    TinyNetwork<double> by_itself(network_from(alone), kWords, kWords, 3),
        padded(network_from(beside), kWords, kWords, 3);
    std::vector<std::vector<std::int32_t>> tokens, targets;
    for (std::size_t s = 0; s < 2; ++s) {
      const Stream& own = by_itself.batch.streams[s];
      Stream& stream = padded.batch.streams[s];
      tokens.emplace_back(own.tokens, own.tokens + own.lengths.steps).resize(5, -1);
      targets.emplace_back(own.targets, own.targets + own.lengths.steps).resize(5, -1);
      stream.lengths.of_sample = {own.lengths.steps};
      REQUIRE(stream.lengths.steps > own.lengths.steps);
    }
    for (std::size_t s = 0; s < 2; ++s) {
      padded.batch.streams[s].tokens = tokens[s].data();
      padded.batch.streams[s].targets = targets[s].data();
    }
    const Vector expected = by_itself.gradients(MaskDrawer({}, 1, 0));
    const Vector found = padded.gradients(MaskDrawer({}, 1, 0));
    REQUIRE(expected.size() == found.size());
    for (std::size_t i = 0; i < expected.size(); ++i) REQUIRE(found[i] == Approx(expected[i]).margin(1e-13));
  }
}

TEST_CASE("What is wrong with a decoder is said in one line that names it") {
  const auto error = [](const std::function<void(Json&)>& change) -> std::string {
    Json json = translation({}, 4, {});
    change(json["layers"]);
    try {
      network_from(json);
    } catch (const InputError& e) {
      return e.what();
    }
    return "accepted";
  };
  const std::string memory = "w.json: /layers/3 (decoder)/memory: ";
  const std::string expected = memory + "expected an encoder of type lstm, one direction, layers 2, hidden 4";
  CHECK(error([](Json& l) { l[1]["hidden"] = 5; }) == expected + ", got lstm, 2, 5");
  CHECK(error([](Json& l) { l[1]["layers"] = 1; }) == expected + ", got lstm, 1, 4");
  CHECK(error([](Json& l) { l[1]["type"] = "gru"; }) == expected + ", got gru, 2, 4");
  CHECK(error([](Json& l) { l[1]["bidirectional"] = true; }) == expected + ": it goes both ways");
  CHECK(error([](Json& l) { l[3]["memory"] = "source"; }) == expected + ": it is no recurrent layer");
  CHECK(error([](Json& l) { l[3]["memory"] = "generator"; }) ==
        memory + "expected a layer before it, got \"generator\"");
  CHECK(error([](Json& l) { l[1]["state"] = "carried"; }) ==
        memory + "expected an encoder whose state begins at zero: every sentence is new");
  CHECK(error([](Json& l) { l[3].erase("memory"); }) == memory + "is missing");
  CHECK(error([](Json& l) { l[3]["attention"] = "concat"; }) ==
        "w.json: /layers/3 (decoder)/attention: expected one of \"dot\", \"general\", got \"concat\"");
  CHECK(error([](Json& l) {
          l[3]["dropout"] = {{"feed", 1.0}};
        }) == "w.json: /layers/3 (decoder)/dropout/feed: expected a number in [0, 1), got 1.0");
}

}  // namespace skipgrid::models
