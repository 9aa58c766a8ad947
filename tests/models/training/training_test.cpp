// The training loop: it learns, it can be reproduced, and it stops when it is no use.
#include <catch2/catch.hpp>
#include <cmath>
#include <cstdlib>
#include <functional>
#include <limits>

#include "models/network/language_model.h"
#include "models/training/checkpoint.h"
#include "models/training/dump/dump.h"
#include "models/training/recording_device.h"
#include "tests/fixtures/temporary_folder.h"
#include "tests/models/recorded_trace.h"
#include "tests/models/training/counting_run.h"
#include "tests/models/training/reproduced_run.h"
#include "traces/input_error.h"

namespace skipgrid::models {

TEST_CASE("A text that follows from itself is learned, with every case of dropout") {
  TrainConfig config = small_lm_config();
  config.dropout.dropout_case = GENERATE(DropoutCase::I, DropoutCase::II, DropoutCase::III, DropoutCase::IV);
  config.dropout.nr = config.dropout.rh = 0.1;
  config.epochs = 30;
  config.learning_rate = 2.0;
  config.init_scale = 0.3;
  config.decay_after = 30;
  LmRun run(config, counting_corpus());
  const double untrained = run.trainer.valid_perplexity();
  CHECK(untrained > 12.0);
  run.iterate(1 << 20);
  REQUIRE(run.trainer.finished());
  CHECK(run.trainer.position().curve.size() == 30);
  CHECK(run.trainer.position().curve.back().valid_perplexity < 4.0);
}

TEST_CASE("The same seed trains to the same bits, another seed does not") {
  check_that_the_seed_decides<LmRun>(small_lm_config(), counting_corpus(), 70);
}

TEST_CASE("A training whose numbers run away stops where they do, and its checkpoint stays") {
  using Catch::Matchers::Contains;
  const traces::test::TemporaryFolder scratch;
  TrainConfig config = small_lm_config();
  config.learning_rate = 1e30;
  config.clip = 1e30;
  LmRun run(config, counting_corpus());
  run.iterate(1);
  save_checkpoint(scratch / "checkpoint", run.trainer);
  const std::vector<float> before = run.memory();
  CHECK_THROWS_AS(run.iterate(1), Diverged);
  CHECK_THROWS_WITH(run.iterate(1), Contains("iteration 2 (epoch 1, learning rate 1e+30, gradient norm ") &&
                                        Contains("): the loss of a token is "));
  CHECK(run.trainer.position().total_iterations == 1);
  CHECK(run.memory() == before);
  const Tensor<float> weight = run.trainer.memory().front();
  weight.data[0] = std::numeric_limits<float>::infinity();
  const std::string saved = traces::test::read_file(scratch / "checkpoint");
  CHECK_THROWS_WITH(save_checkpoint(scratch / "checkpoint", run.trainer),
                    Contains("a weight or a state is no finite number"));
  CHECK(traces::test::read_file(scratch / "checkpoint") == saved);
}

TEST_CASE("What is held out must cost a finite number, too") {
  Corpus corpus = counting_corpus();
  TrainConfig config = small_lm_config();
  config.learning_rate = 0.0;
  LmRun run(config, corpus);
  for (int i = 0; i < 59; ++i) run.trainer.step();
  for (const Tensor<float>& tensor : run.trainer.memory()) tensor.data[0] = std::numeric_limits<float>::quiet_NaN();
  CHECK_THROWS_WITH(run.trainer.end_epoch(), Catch::Contains("iteration 59 (epoch 1, ") &&
                                                 Catch::Contains("the loss of a token that was held out is "));
  CHECK(run.trainer.position().curve.empty());
}

namespace {

/// A language model of layers that no short form says.
NetworkConfig gru_with_linear() {
  NetworkConfig config = network_of({2, 16, 12, 5, 4, 100});
  std::get<RecurrentConfig>(config.layers[1].kind).cell = Cell::gru;
  LinearConfig linear;
  linear.width = 12;
  config.layers.insert(config.layers.begin() + 2, {"narrow", {"lstm"}, 0, linear});
  std::get<SoftmaxConfig>(config.layers[3].kind).tied = "embedding";
  std::get<EmbeddingConfig>(config.layers[0].kind).tied = true;
  config.layers[3].inputs = {"narrow"};
  return config;
}

}  // namespace

TEST_CASE("A language model of other layers learns, too, and goes on from its checkpoint") {
  const traces::test::TemporaryFolder scratch;
  const Corpus corpus = counting_corpus();
  TrainConfig config = small_lm_config();
  config.network = gru_with_linear();
  config.dropout.nr = config.dropout.rh = 0.1;
  config.init_scale = 0.3;
  config.learning_rate = 0.5;
  config.decay_after = 30;
  config.epochs = 20;
  LmRun whole(config, corpus), first(config, corpus), second(config, corpus);
  CHECK(whole.trainer.valid_perplexity() > 11.0);
  first.iterate(37);
  save_checkpoint(scratch / "checkpoint", first.trainer);
  load_checkpoint(scratch / "checkpoint", second.trainer);
  second.iterate(63);
  whole.iterate(100);
  CHECK(second.memory() == whole.memory());
  whole.iterate(1 << 20);
  CHECK(whole.trainer.position().curve.back().valid_perplexity < 4.0);
}

TEST_CASE("Only a network that says the next word, and has not seen it, is trained on a text") {
  const auto error = [](const NetworkConfig& config) -> std::string {
    try {
      language_model_layers(config, "t.json: /workload");
    } catch (const InputError& e) {
      return e.what();
    }
    return "accepted";
  };
  const NetworkConfig good = network_of({2, 16, 12, 5, 4, 100});
  CHECK(error(good) == "accepted");
  CHECK(error(gru_with_linear()) == "accepted");
  const auto refused =
      Catch::Matchers::StartsWith("t.json: /workload/layers: expected a language model (one embedding");
  NetworkConfig bad = good;
  std::get<RecurrentConfig>(bad.layers[1].kind).bidirectional = true;
  CHECK_THAT(error(bad), refused);
  bad = good;
  std::get<SoftmaxConfig>(bad.layers[2].kind).classes = 99;
  CHECK_THAT(error(bad), refused);
  bad = good;
  bad.layers.insert(bad.layers.begin(), {"more", {}, 0, EmbeddingConfig()});
  CHECK_THAT(error(bad), refused);
  bad = good;
  bad.layers.pop_back();
  CHECK_THAT(error(bad), refused);
  bad = good;
  bad.lengths.table = "lengths.csv";
  CHECK(error(bad) == "t.json: /workload/lengths: expected steps: a language model reads a running text");
}

TEST_CASE("Only what the dump's keys say all about is dumped") {
  const NetworkConfig good = network_of({GENERATE(1, 2), 16, 12, 5, 4, 100});
  CHECK(can_dump(good));
  const auto without = [&](const std::function<void(NetworkConfig&)>& change) {
    NetworkConfig config = good;
    change(config);
    return can_dump(config);
  };
  const auto stack = [](NetworkConfig& c) -> RecurrentConfig& { return std::get<RecurrentConfig>(c.layers[1].kind); };
  const auto words = [](NetworkConfig& c) -> EmbeddingConfig& { return std::get<EmbeddingConfig>(c.layers[0].kind); };
  CHECK_FALSE(without([&](NetworkConfig& c) { stack(c).cell = Cell::gru; }));
  CHECK_FALSE(without([&](NetworkConfig& c) { stack(c).bidirectional = true; }));
  CHECK_FALSE(without([&](NetworkConfig& c) { stack(c).drop_connect = 0.5; }));
  CHECK_FALSE(without([&](NetworkConfig& c) { words(c).tied = true; }));
  CHECK_FALSE(without([&](NetworkConfig& c) { words(c).words = {Rate::Source::nr}; }));
  CHECK_FALSE(can_dump(gru_with_linear()));
}

TEST_CASE("What a training records is what a trace of its shapes says") {
  const TrainConfig config = small_lm_config();
  const Corpus corpus = counting_corpus();
  RecordedTrace recorded;
  BlasDevice<float> blas;
  TraceDevice<float> tracing(recorded);
  RecordingDevice<float> device(blas, tracing);
  LmTrainer trainer(config, corpus, device);
  device.record(true);
  trainer.step();
  const int words = static_cast<int>(corpus.vocabulary.size());
  const RecordedTrace shapes = record({2, 16, 12, 5, 4, words}, config.dropout);
  REQUIRE(recorded.ops.size() == shapes.ops.size());
  CHECK(recorded.ops == shapes.ops);
  // And recording changes nothing.
  LmRun plain(config, corpus);
  plain.iterate(1);
  CHECK(plain.trainer.iteration_perplexity() == trainer.iteration_perplexity());
}

TEST_CASE("The learning rate halves after the epochs it is told to wait") {
  TrainConfig config;
  config.learning_rate = 1.0;
  config.decay = 0.5;
  config.decay_after = 4;
  CHECK(config.learning_rate_in(1) == 1.0);
  CHECK(config.learning_rate_in(4) == 1.0);
  CHECK(config.learning_rate_in(5) == 0.5);
  CHECK(config.learning_rate_in(7) == 0.125);
}

TEST_CASE("Clipping shrinks the whole gradient to the norm it may have and leaves a smaller one alone") {
  BlasDevice<float> device;
  const Tensor<float> value = device.matrix("w", 1, 2), gradient = device.matrix("dw", 1, 2);
  Sgd<float> sgd(device, {{"layer", value, gradient, nullptr, 2}});
  const auto updated = [&](double clip) {
    value.data[0] = value.data[1] = 0.0f;
    gradient.data[0] = 3.0f;
    gradient.data[1] = 4.0f;
    sgd.update({0.5, clip});
    CHECK(sgd.gradient_norm() == Approx(5.0));
    return std::vector<float>{value.data[0], value.data[1]};
  };
  CHECK(updated(0.0) == std::vector<float>{-1.5f, -2.0f});
  CHECK(updated(5.0) == std::vector<float>{-1.5f, -2.0f});
  CHECK(updated(2.5) == std::vector<float>{-0.75f, -1.0f});
}

TEST_CASE("In the steady state an iteration allocates no tensors") {
  struct Counting : BlasDevice<float> {
    float* allocate(std::int64_t elements) override {
      ++count;
      return BlasDevice<float>::allocate(elements);
    }
    int count = 0;
  } device;
  const Corpus corpus = counting_corpus();
  LmTrainer trainer(small_lm_config(), corpus, device);
  const int at_first = device.count;
  for (int i = 0; i < 5; ++i) trainer.step();
  CHECK(device.count == at_first);
}

}  // namespace skipgrid::models
