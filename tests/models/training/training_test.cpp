// The training loop: it learns, it can be reproduced, and it goes on from a checkpoint as if it had never stopped.
#include <boost/crc.hpp>
#include <catch2/catch.hpp>
#include <cmath>
#include <cstdlib>
#include <fstream>
#include <functional>
#include <iterator>
#include <limits>
#include <nlohmann/json.hpp>

#include "models/network/language_model.h"
#include "models/training/checkpoint.h"
#include "models/training/dump.h"
#include "models/training/lm_trainer.h"
#include "models/training/recording_device.h"
#include "tests/fixtures/temporary_folder.h"
#include "tests/models/recorded_trace.h"
#include "tests/models/training/trainer_run.h"
#include "traces/input_error.h"

namespace skipgrid::models {

namespace {

// Every word follows from the word before: what perplexity 1 looks like.
Corpus counting_corpus() {
  std::vector<std::string> words;
  for (int i = 0; i < 1200; ++i) words.push_back("word" + std::to_string(i % 12));
  const Vocabulary vocabulary(words, 100);
  return {vocabulary, vocabulary.ids(words), vocabulary.ids(words)};
}

TrainConfig small_lm_config() {
  TrainConfig config;
  config.network = network_of({2, 16, 12, 5, 4, 100});
  config.dropout.nr = 0.2;
  config.dropout.rh = 0.2;
  config.epochs = 3;
  config.learning_rate = 0.5;
  config.train_file = config.valid_file = "counting";
  return config;
}

using LmRun = TrainerRun<LmTrainer, Corpus>;

bool same_curve(const TrainingPosition& a, const TrainingPosition& b) {
  if (a.curve.size() != b.curve.size() || a.running_log_loss != b.running_log_loss) return false;
  for (std::size_t i = 0; i < a.curve.size(); ++i) {
    if (a.curve[i].train_perplexity != b.curve[i].train_perplexity) return false;
    if (a.curve[i].valid_perplexity != b.curve[i].valid_perplexity) return false;
  }
  return true;
}

std::string read(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

void write(const std::string& path, const std::string& bytes) { std::ofstream(path, std::ios::binary) << bytes; }

std::string error_of(const std::string& path, Trainer& trainer) {
  try {
    load_checkpoint(path, trainer);
  } catch (const InputError& error) {
    return error.what();
  }
  return "accepted";
}

}  // namespace

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
  const Corpus corpus = counting_corpus();
  LmRun one(small_lm_config(), corpus), other(small_lm_config(), corpus);
  one.iterate(70);
  other.iterate(70);
  CHECK(one.memory() == other.memory());
  CHECK(same_curve(one.trainer.position(), other.trainer.position()));
  TrainConfig changed = small_lm_config();
  changed.seed = 2;
  LmRun third(changed, corpus);
  third.iterate(70);
  CHECK(third.memory() != one.memory());
}

TEST_CASE("Gone on from a checkpoint, a training ends in the bits it would have ended in") {
  const traces::test::TemporaryFolder scratch;
  const Corpus corpus = counting_corpus();
  const int stop = GENERATE(1, 37, 59, 60, 100);  // within the first epoch, at its end, within the second
  LmRun whole(small_lm_config(), corpus), first(small_lm_config(), corpus), second(small_lm_config(), corpus);
  REQUIRE(whole.trainer.iterations_per_epoch() == 59);
  first.iterate(stop);
  save_checkpoint(scratch / "checkpoint", first.trainer);
  second.iterate(3);  // what was there before does not matter
  load_checkpoint(scratch / "checkpoint", second.trainer);
  CHECK(second.trainer.position().total_iterations == stop);
  second.iterate(130 - stop);
  whole.iterate(130);
  CHECK(second.memory() == whole.memory());
  CHECK(same_curve(second.trainer.position(), whole.trainer.position()));
}

TEST_CASE("A checkpoint that is not whole, or not of this training, is refused with the reason") {
  using Catch::Matchers::Contains;
  using Catch::Matchers::EndsWith;
  const traces::test::TemporaryFolder scratch;
  const std::string path = scratch / "checkpoint";
  const Corpus corpus = counting_corpus();
  LmRun run(small_lm_config(), corpus);
  run.iterate(2);
  save_checkpoint(path, run.trainer);
  const std::string good = read(path);
  REQUIRE(error_of(path, run.trainer) == "accepted");

  CHECK_THAT(error_of(scratch / "nothing", run.trainer), EndsWith("cannot be read: No such file or directory"));
  for (const std::size_t length : {std::size_t{0}, std::size_t{5}, good.size() / 2, good.size() - 1}) {
    write(path, good.substr(0, length));
    CHECK_THAT(error_of(path, run.trainer), Contains("checkpoint") && !Contains("accepted"));
  }
  for (const std::size_t at : {good.find('\n') + 1, good.size() / 2, good.size() - 1}) {
    std::string bad = good;
    bad[at] = static_cast<char>(bad[at] ^ 1);
    write(path, bad);
    CHECK_THAT(error_of(path, run.trainer), EndsWith("is damaged: its checksum is wrong"));
  }
  write(path, good);
  TrainConfig changed = small_lm_config();
  changed.dropout.rh = 0.3;
  LmRun other(changed, corpus);
  CHECK_THAT(error_of(path, other.trainer), EndsWith("another configuration: /workload/dropout/rh differs"));
  Corpus longer = corpus;
  longer.train.push_back(0);
  LmRun elsewhere(small_lm_config(), longer);
  CHECK_THAT(error_of(path, elsewhere.trainer), EndsWith("was saved with another text"));
}

namespace {

/// The checkpoint with one member of its position changed, and a checksum that fits.
std::string with_position(const std::string& checkpoint, const char* pointer, const nlohmann::json& value) {
  const std::size_t line_end = checkpoint.find('\n');
  nlohmann::json head = nlohmann::json::parse(checkpoint.substr(0, line_end));
  head["position"][nlohmann::json::json_pointer(pointer)] = value;
  const std::string body = checkpoint.substr(line_end, checkpoint.size() - line_end - sizeof(std::uint32_t));
  std::string bytes = head.dump() + body;
  boost::crc_32_type crc;
  crc.process_bytes(bytes.data(), bytes.size());
  const std::uint32_t checksum = crc.checksum();
  return bytes.append(reinterpret_cast<const char*>(&checksum), sizeof(checksum));
}

}  // namespace

TEST_CASE("A checkpoint of a position where its training cannot be is refused, and changes nothing") {
  const traces::test::TemporaryFolder scratch;
  const std::string path = scratch / "checkpoint";
  const Corpus corpus = counting_corpus();
  LmRun run(small_lm_config(), corpus);
  run.iterate(61);  // 59 an epoch: the second one's second
  save_checkpoint(path, run.trainer);
  const std::string good = read(path);
  const std::vector<float> before = run.memory();
  const auto changed = [&](const char* pointer, const nlohmann::json& value) {
    write(path, with_position(good, pointer, value));
    return error_of(path, run.trainer);
  };
  REQUIRE(changed("/iteration", 2) == "accepted");
  const std::string place = path + ": position";
  CHECK(changed("/iteration", -1) == place + "/iteration: expected an integer from 0 to 58, got -1");
  CHECK(changed("/iteration", 59) == place + "/iteration: expected an integer from 0 to 58, got 59");
  CHECK(changed("/iteration", 1.5) == place + "/iteration: expected an integer from 0 to 58, got 1.5");
  CHECK(changed("/total_iterations", 60) == place + "/total_iterations: expected an integer from 61 to 61, got 60");
  CHECK(changed("/epoch", 0) == place + "/epoch: expected an integer from 1 to 36398028, got 0");
  CHECK(changed("/epoch", 1) == place + "/total_iterations: expected an integer from 2 to 2, got 61");
  CHECK(changed("/running_log_loss", nullptr) == place + "/running_log_loss: expected a number >= 0, got null");
  CHECK(changed("/running/tokens", "many") ==
        place + "/running/tokens: expected an integer from 0 to 9223372036854775807, got \"many\"");
  CHECK(changed("/curve", nlohmann::json::array()) ==
        place + "/curve: expected an array of 1, the epochs that are over, got 0");
  CHECK(changed("/curve/0/epoch", 2) == place + "/curve/0/epoch: expected an integer from 1 to 1, got 2");
  CHECK(changed("/curve/0/phase_seconds", 1) == place + "/curve/0/phase_seconds: expected an object, got 1");
  CHECK(run.memory() == before);
  CHECK(run.trainer.position().total_iterations == 61);
}

TEST_CASE("A checkpoint's first line may hold anything") {
  const traces::test::TemporaryFolder scratch;
  const std::string path = scratch / "checkpoint";
  LmRun run(small_lm_config(), counting_corpus());
  const auto complaint = [&](const std::string& line) {
    write(path, line + "\nabcdefgh");
    return error_of(path, run.trainer);
  };
  CHECK(complaint(R"({"format": 3, "version": 1})") == path + ":1: expected the first line of a skipgrid checkpoint");
  CHECK(complaint("[1]") == path + ":1: expected the first line of a skipgrid checkpoint");
  CHECK(complaint(R"({"format": "skipgrid-checkpoint", "version": "x"})") ==
        path + ":1: version: expected 1, got \"x\"");
  CHECK(complaint(R"({"format": "skipgrid-checkpoint"})") == path + ":1: version: expected 1, got nothing");
  CHECK(complaint(R"({"format": "skipgrid-checkpoint", "version": 1})") ==
        path + ": is damaged: its checksum is wrong");
}

TEST_CASE("What goes on for ever is no checkpoint") {
  LmRun run(small_lm_config(), counting_corpus());
  CHECK(error_of("/dev/zero", run.trainer) == "/dev/zero:1: longer than 67108864 bytes");
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
  const std::string saved = read(scratch / "checkpoint");
  CHECK_THROWS_WITH(save_checkpoint(scratch / "checkpoint", run.trainer),
                    Contains("a weight or a state is no finite number"));
  CHECK(read(scratch / "checkpoint") == saved);
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

TEST_CASE("Saving over a checkpoint leaves nothing else behind") {
  const traces::test::TemporaryFolder scratch;
  LmRun run(small_lm_config(), counting_corpus());
  for (int i = 0; i < 3; ++i) {
    run.iterate(1);
    save_checkpoint(scratch / "checkpoint", run.trainer);
  }
  CHECK(scratch.files() == std::vector<std::string>{"checkpoint"});
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
