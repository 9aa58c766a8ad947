// The CRF against sums and maxima over every sequence of tags, as a layer against differences of the loss, and the
// element counts of its operations.
#include "models/operations/crf.h"

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

/// A CRF with random scores and targets over a batch of sentences of these lengths.
struct RandomCrf {
  RandomCrf(int tag_count, std::vector<int> lengths_of_samples, unsigned seed)
      : tags(tag_count),
        steps(*std::max_element(lengths_of_samples.begin(), lengths_of_samples.end())),
        batch(static_cast<int>(lengths_of_samples.size())),
        lengths(std::move(lengths_of_samples)),
        crf(device, {tags, steps, batch, "crf"}, 1.0),
        emissions(device.sequence("e", steps, batch, tags)),
        gradient(device.sequence("de", steps, batch, tags)),
        transitions(crf.parameter().value) {
    std::mt19937 random(seed);
    std::uniform_real_distribution<double> value(-2.0, 2.0);
    std::uniform_int_distribution<std::int32_t> tag(0, tags - 1);
    for (const Tensor<double>& tensor : {emissions, transitions}) {
      for (std::int64_t i = 0; i < tensor.elements(); ++i) tensor.data[i] = value(random);
    }
    for (int t = 0; t < steps; ++t) {
      for (int b = 0; b < batch; ++b) targets.push_back(t < length(b) ? tag(random) : -1);
    }
    crf.set_lengths({steps, lengths});
  }
  int length(int b) const { return lengths[static_cast<std::size_t>(b)]; }
  double between(int from, int to) const { return transitions.data[from * tags + to]; }

  double score(int b, const std::vector<int>& path) const {
    double sum = between(tags, path.front()) + between(tags + 1, path.back());  // start, end
    for (std::size_t t = 0; t < path.size(); ++t) {
      sum += emissions.at(static_cast<int>(t))[b * tags + path[t]];
      if (t > 0) sum += between(path[t - 1], path[t]);
    }
    return sum;
  }
  void each_path(int b, const std::function<void(const std::vector<int>&)>& visit) const {
    std::vector<int> path(static_cast<std::size_t>(length(b)), 0);
    for (;;) {
      visit(path);
      std::size_t t = 0;
      while (t < path.size() && ++path[t] == tags) path[t++] = 0;
      if (t == path.size()) return;
    }
  }
  std::vector<int> target_path(int b) const {
    std::vector<int> path;
    for (int t = 0; t < length(b); ++t) path.push_back(targets[static_cast<std::size_t>(t * batch + b)]);
    return path;
  }

  int tags, steps, batch;
  std::vector<int> lengths;
  BlasDevice<double> device;
  Crf<double> crf;
  Tensor<double> emissions, gradient, transitions;
  std::vector<std::int32_t> targets;
};

const std::vector<int> kLengths[] = {{1}, {2, 1}, {5, 5, 5}, {1, 4, 6, 2}};

Json tagger() {
  return {{"name", "tagger"},
          {"model", "network"},
          {"batch", 3},
          {"steps", 4},
          {"layers",
           {{{"name", "words"}, {"type", "embedding"}, {"vocabulary", 7}, {"width", 4}},
            {{"name", "rnn"}, {"type", "lstm"}, {"hidden", 3}, {"bidirectional", true}},
            {{"name", "scores"}, {"type", "linear"}, {"width", 5}},
            {{"name", "tags"}, {"type", "crf"}}}}};
}

}  // namespace

TEST_CASE("The loss of a CRF is that of its definition: a sum over every sequence of tags") {
  for (const std::vector<int>& lengths : kLengths) {
    const auto seed = static_cast<unsigned>(GENERATE(range(0, 5)));
    const int tags = 2 + static_cast<int>(seed % 3);
    CAPTURE(seed, lengths, tags);
    RandomCrf random(tags, lengths, seed);
    double expected = 0.0;
    for (int b = 0; b < random.batch; ++b) {
      double z = 0.0;
      random.each_path(b, [&](const std::vector<int>& path) { z += std::exp(random.score(b, path)); });
      expected += std::log(z) - random.score(b, random.target_path(b));
    }
    random.crf.forward(random.emissions, random.targets.data());
    CHECK(random.crf.log_loss() == Approx(expected).epsilon(1e-12));
  }
}

TEST_CASE("The gradient of a CRF is the expectation over every sequence of tags, less the targets") {
  for (const std::vector<int>& lengths : kLengths) {
    const auto seed = static_cast<unsigned>(GENERATE(range(0, 5)));
    CAPTURE(seed, lengths);
    RandomCrf random(3, lengths, seed);
    const auto rows = static_cast<std::size_t>(random.steps * random.batch);
    std::vector<double> emissions(rows * 3, 0.0), transitions(15, 0.0);
    const auto add = [&](int b, const std::vector<int>& path, double weight) {
      transitions[static_cast<std::size_t>(9 + path.front())] += weight;
      transitions[static_cast<std::size_t>(12 + path.back())] += weight;
      for (std::size_t t = 0; t < path.size(); ++t) {
        const auto row = t * static_cast<std::size_t>(random.batch) + static_cast<std::size_t>(b);
        emissions[row * 3 + static_cast<std::size_t>(path[t])] += weight;
        if (t > 0) transitions[static_cast<std::size_t>(path[t - 1] * 3 + path[t])] += weight;
      }
    };
    for (int b = 0; b < random.batch; ++b) {
      double z = 0.0;
      random.each_path(b, [&](const std::vector<int>& path) { z += std::exp(random.score(b, path)); });
      random.each_path(b, [&](const std::vector<int>& path) { add(b, path, std::exp(random.score(b, path)) / z); });
      add(b, random.target_path(b), -1.0);
    }
    random.crf.forward(random.emissions, random.targets.data());
    random.crf.backward(random.emissions, random.gradient, random.targets.data());
    for (std::size_t i = 0; i < emissions.size(); ++i) {
      CHECK(random.gradient.data[i] == Approx(emissions[i]).margin(1e-12));
    }
    for (std::size_t i = 0; i < transitions.size(); ++i) {
      CHECK(random.crf.parameter().gradient.data[i] == Approx(transitions[i]).margin(1e-12));
    }
  }
}

TEST_CASE("Viterbi's path is the best of every sequence of tags") {
  for (const std::vector<int>& lengths : kLengths) {
    const auto seed = static_cast<unsigned>(GENERATE(range(0, 8)));
    const int tags = 2 + static_cast<int>(seed % 3);
    CAPTURE(seed, lengths, tags);
    RandomCrf random(tags, lengths, seed);
    const std::vector<std::int32_t> found = random.crf.best_paths(random.emissions);
    REQUIRE(found.size() == random.targets.size());
    for (int b = 0; b < random.batch; ++b) {
      std::vector<int> best;
      random.each_path(b, [&](const std::vector<int>& path) {
        if (best.empty() || random.score(b, path) > random.score(b, best)) best = path;
      });
      for (int t = 0; t < random.steps; ++t) {
        const std::int32_t expected = t < random.length(b) ? best[static_cast<std::size_t>(t)] : -1;
        CHECK(found[static_cast<std::size_t>(t * random.batch + b)] == expected);
      }
    }
  }
}

TEST_CASE("Scores far from zero neither overflow nor vanish") {
  RandomCrf random(4, {6, 3}, 1);
  for (std::int64_t i = 0; i < random.emissions.elements(); ++i) random.emissions.data[i] *= 1e4;
  random.crf.forward(random.emissions, random.targets.data());
  random.crf.backward(random.emissions, random.gradient, random.targets.data());
  CHECK(std::isfinite(random.crf.log_loss()));
  CHECK(random.crf.log_loss() > 1e3);
  for (std::int64_t i = 0; i < random.gradient.elements(); ++i)
    REQUIRE(std::abs(random.gradient.data[i]) <= 1.0 + 1e-9);
}

TEST_CASE("Every gradient of a BiLSTM-CRF is the slope of the loss") {
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
  if (padded) REQUIRE(tiny.batch.streams[0].lengths.over(tiny.batch.streams[0].lengths.steps - 1) > 0);
  check_gradients(tiny, MaskDrawer(dropout_of(dropout_case, 0.3), config.batch, 0));
}

TEST_CASE("Skipping changes no kept value of a BiLSTM-CRF") {
  Json json = tagger();
  json["layers"][0]["width"] = 19;
  json["layers"][1]["hidden"] = 21;
  check_compaction(network_from(json), 7, 5, dropout_of(DropoutCase::III, 0.5));
}

// B = 3, T = 4, L = 5. Forward and backward go from every tag to every tag (B L L = 75 elements) at each step but the
// first, or the last, which only start or end (B L = 15); the pairs of T - 1 steps make the gradient of A. The
// targets' scores are one emission a step and sample: 15 + 3 * 4.
TEST_CASE("A CRF's operations have the elements that its sums have") {
  RecordedTrace trace;
  trace_workload(workload_from_json(tagger(), "w.json"), {}, 1, trace);
  const auto elements = [&](ElementWise kind) {
    std::vector<std::int64_t> list;
    for (const traces::VectorOp& op : trace.vectors("tags", kind)) list.push_back(op.elements);
    return list;
  };
  CHECK(elements(ElementWise::crf_forward) == std::vector<std::int64_t>{15, 75, 75, 75});
  CHECK(elements(ElementWise::crf_loss) == std::vector<std::int64_t>{27});
  CHECK(elements(ElementWise::crf_backward) == std::vector<std::int64_t>{15, 75, 75, 75});
  CHECK(elements(ElementWise::crf_edge_gradient) == std::vector<std::int64_t>{30});
  CHECK(elements(ElementWise::crf_transition_gradient) == std::vector<std::int64_t>{75, 75, 75});
  // A step waits for the one before it: the recurrence that no array shortens.
  const std::vector<traces::VectorOp> forward = trace.vectors("tags", ElementWise::crf_forward);
  for (std::size_t t = 1; t < forward.size(); ++t) {
    const std::vector<std::uint64_t>& deps = forward[t].deps;
    CHECK(std::find(deps.begin(), deps.end(), forward[t - 1].id) != deps.end());
  }
}

TEST_CASE("What is wrong with a CRF is said in one line that names it") {
  const auto error = [](const std::function<void(Json&)>& change) -> std::string {
    Json json = tagger();
    change(json["layers"]);
    try {
      network_from(json);
    } catch (const InputError& e) {
      return e.what();
    }
    return "accepted";
  };
  CHECK(error([](Json& j) { j[3]["tags"] = 5; }) == "w.json: /layers/3 (tags)/tags: is not a known key");
  CHECK(error([](Json& j) { j[2]["width"] = 1; }) ==
        "w.json: /layers/3 (tags)/input: expected scores of at least 2 tags, got 1");
  CHECK(error([](Json& j) { j.erase(2); }) ==
        "w.json: /layers/2 (tags)/input: expected one layer that scores the tags (a linear layer joins several)");
}

}  // namespace skipgrid::models
