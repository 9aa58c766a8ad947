// Features of words from their letters: gradients, padding, what the masks shorten, and the counts of the convolution.
#include "models/layers/characters_layer.h"

#include <algorithm>
#include <fstream>
#include <functional>
#include <nlohmann/json.hpp>

#include "models/trace_device.h"
#include "tests/fixtures/temporary_folder.h"
#include "tests/models/network/tiny_network.h"
#include "tests/models/recorded_trace.h"
#include "traces/input_error.h"

namespace skipgrid::models {

namespace {

using Json = nlohmann::json;
using traces::ElementWise;
using traces::Phase;

constexpr int kLetters = 5;

// As Ma & Hovy's tagger has it: words and their letters side by side into both directions.
Json tagger() {
  return {
      {"name", "tagger"},
      {"model", "network"},
      {"batch", 3},
      {"steps", 4},
      {"layers",
       {{{"name", "words"}, {"type", "embedding"}, {"vocabulary", 7}, {"width", 4}},
        {{"name", "letters"},
         {"type", "characters"},
         {"vocabulary", 6},
         {"width", 4},
         {"filters", 3},
         {"word_length", kLetters}},
        {{"name", "rnn"}, {"type", "lstm"}, {"hidden", 3}, {"bidirectional", true}, {"input", {"words", "letters"}}},
        {{"name", "scores"}, {"type", "linear"}, {"width", 5}},
        {{"name", "tags"}, {"type", "crf"}}}}};
}

/// Words of one letter and more, none where the sentence is over.
std::vector<std::int32_t> random_letters(const Batch& batch, int samples, int word_length, unsigned seed) {
  std::mt19937 random(seed);
  std::uniform_int_distribution<int> length(1, kLetters), letter(0, 5);
  std::vector<std::int32_t> letters;
  const SequenceLengths& lengths = batch.streams[0].lengths;
  for (int t = 0; t < lengths.steps; ++t) {
    for (int b = 0; b < samples; ++b) {
      const int count = lengths.has(b, t) ? length(random) : 0;
      for (int i = 0; i < word_length; ++i) letters.push_back(i < count ? letter(random) : -1);
    }
  }
  return letters;
}

std::vector<double> feature_gradients(const Json& json, const DropoutConfig& dropout, TimeFusion fusion,
                                      bool written_out) {
  const NetworkConfig config = network_from(json);
  TinyNetwork<double> tiny(config, 7, 5, 5, 0, fusion);
  const int word_length = json["layers"][1]["word_length"].get<int>();
  const std::vector<std::int32_t> letters = random_letters(tiny.batch, config.batch, word_length, 9);
  tiny.batch.streams[0].characters = letters.data();
  WrittenOut as_samples(dropout, config.batch, 0);
  MaskDrawer structured(dropout, config.batch, 0);
  std::vector<double> all{tiny.loss_under(written_out ? as_samples : structured)};
  tiny.network.backward(tiny.batch);
  for (const Parameter<double>& parameter : tiny.network.parameters()) {
    all.insert(all.end(), parameter.gradient.data, parameter.gradient.data + parameter.gradient.elements());
  }
  return all;
}

}  // namespace

TEST_CASE("Every gradient of a tagger with letters is the slope of the loss") {
  const traces::test::TemporaryFolder scratch;
  std::ofstream(scratch / "lengths.csv") << "tokens,sentences\n1,3\n2,4\n4,5\n5,1\n";
  const DropoutCase dropout_case = GENERATE(DropoutCase::I, DropoutCase::III, DropoutCase::IV);
  const bool padded = GENERATE(false, true);
  CAPTURE(padded, to_string(dropout_case));
  Json json = tagger();
  if (padded) {
    json.erase("steps");
    json["lengths"] = {{"table", scratch / "lengths.csv"}, {"longest", 5}, {"pool", 2}};
  }
  const NetworkConfig config = network_from(json);
  TinyNetwork<double> tiny(config, 7, 5, 11);
  const std::vector<std::int32_t> letters = random_letters(tiny.batch, config.batch, kLetters, 3);
  tiny.batch.streams[0].characters = letters.data();
  if (padded) REQUIRE(tiny.batch.streams[0].lengths.over(tiny.batch.streams[0].lengths.steps - 1) > 0);
  check_gradients(tiny, MaskDrawer(dropout_of(dropout_case, 0.3), config.batch, 0));
}

TEST_CASE("Skipping changes no kept value of a convolution over letters") {
  const DropoutConfig dropout = dropout_of(GENERATE(DropoutCase::III, DropoutCase::IV), 0.5);
  Json json = tagger();
  json["layers"][1]["width"] = 19;
  json["layers"][1]["filters"] = 13;
  json["layers"][2]["hidden"] = 11;
  const std::vector<double> expected = feature_gradients(json, dropout, TimeFusion::fused, true);
  CHECK(worst(feature_gradients(json, dropout, TimeFusion::fused, false), expected) < 1e-12);
  CHECK(worst(feature_gradients(json, dropout, TimeFusion::stepped, false), expected) < 1e-12);
}

TEST_CASE("How far words are padded changes nothing") {
  Json longer = tagger();
  longer["layers"][1]["word_length"] = kLetters + 4;
  CHECK(worst(feature_gradients(longer, {}, TimeFusion::fused, false),
              feature_gradients(tagger(), {}, TimeFusion::fused, false)) < 1e-13);
}

// B = 3, L = 5, E = 4, kernel 3, F = 3: a row a letter, B L = 15; a window has 3 * 4 neurons. A dropped channel of the
// embedding is three of them: 2 of 4 channels kept are 6 of 12.
TEST_CASE("A dropped channel of the letters shortens K forward, N and M backward, once for each place in the window") {
  RecordedTrace trace;
  trace_workload(workload_from_json(tagger(), "w.json"), dropout_of(DropoutCase::III, 0.5), 1, trace);
  for (const Phase phase : traces::kPhases) {
    const std::vector<traces::GemmOp> gemms = trace.gemms("letters", "convolution", phase);
    REQUIRE(gemms.size() == 4);
    const std::int64_t sizes[3][3] = {{15, 12, 3}, {15, 3, 12}, {12, 15, 3}};
    const auto p = static_cast<std::size_t>(phase);
    for (const traces::GemmOp& gemm : gemms) {
      CHECK(std::vector<std::int64_t>{gemm.m, gemm.k, gemm.n} ==
            std::vector<std::int64_t>(std::begin(sizes[p]), std::end(sizes[p])));
      CHECK((phase == Phase::FP ? gemm.kept_k() : phase == Phase::BP ? gemm.kept_n() : gemm.kept_m()) == 6);
      CHECK(gemm.kept_macs() == 15 * 6 * 3);
      CHECK(gemm.padding == 0);
    }
  }
  const auto elements = [&](ElementWise kind) { return trace.vectors("letters", kind).front().elements; };
  CHECK(elements(ElementWise::dropout) == 15 * 2);
  CHECK(elements(ElementWise::unfold) == 15 * 6);
  CHECK(elements(ElementWise::max_over_letters) == 15 * 3);
  CHECK(elements(ElementWise::bias_tanh) == 3 * 3);
  CHECK(elements(ElementWise::max_over_letters_backward) == 15 * 3);
  CHECK(elements(ElementWise::fold) == 15 * 6);
  CHECK(elements(ElementWise::dropout_backward) == 15 * 2);
  CHECK(elements(ElementWise::bias_gradient) == 4 * 3 * 3);
}

TEST_CASE("Letters beyond a word's average and words beyond a sentence are counted as padding") {
  const traces::test::TemporaryFolder scratch;
  std::ofstream(scratch / "lengths.csv") << "tokens,sentences\n2,1\n4,1\n";
  Json json = tagger();
  json.erase("steps");
  json["lengths"] = {{"table", scratch / "lengths.csv"}, {"longest", 4}, {"pool", 2}};
  json["layers"][1]["letters"] = 2;
  RecordedTrace trace;
  const WorkloadConfig workload = workload_from_json(json, "w.json");
  trace_workload(workload, {}, 1, trace);
  const NetworkConfig& config = workload.network;
  const SequenceLengths lengths = draw_lengths(config.lengths, config.batch, 1, 0).streams[0].lengths;
  for (const traces::GemmOp& gemm : trace.gemms("letters", "convolution", Phase::FP)) {
    const std::int64_t words = 3 - lengths.over(gemm.step);
    CHECK(gemm.padding == (15 - 2 * words) * 12 * 3);
  }
}

TEST_CASE("A tagger with letters has the parameters of its parts") {
  Json json = tagger();
  RecordedTrace sink;
  TraceDevice<float> device(sink);
  const Network<float> network(device, network_from(json));
  std::int64_t count = 0;
  for (const Parameter<float>& parameter : network.parameters()) {
    if (parameter.layer.rfind("letters", 0) == 0) count += parameter.value.elements();
  }
  CHECK(count == 6 * 4 + 3 * 4 * 3 + 3);  // V E + kernel E F + F
}

TEST_CASE("What is wrong with letters is said in one line that names the layer") {
  const auto error = [](const std::function<void(Json&)>& change) -> std::string {
    Json json = tagger();
    change(json["layers"][1]);
    try {
      network_from(json);
    } catch (const InputError& e) {
      return e.what();
    }
    return "accepted";
  };
  CHECK(error([](Json& j) { j["kernel"] = 2; }) ==
        "w.json: /layers/1 (letters)/kernel: expected an odd number of letters, got 2");
  CHECK(error([](Json& j) { j["letters"] = 0; }) ==
        "w.json: /layers/1 (letters)/letters: expected an integer from 1 to 64, got 0");
  CHECK(error([](Json& j) { j["input"] = "words"; }) ==
        "w.json: /layers/1 (letters)/input: characters are those of tokens, not of a layer");
  CHECK(error([](Json& j) { j["tokens"] = "bytes"; }) ==
        "w.json: /layers/1 (letters)/tokens: expected a stream of tokens (tokens), got \"bytes\"");
}

}  // namespace skipgrid::models
