// What is AWD-LSTM's own in training: penalties on activations, decay of weights, averages of weights.
#include <catch2/catch.hpp>
#include <cmath>
#include <nlohmann/json.hpp>

#include "models/operations/activation_penalty.h"
#include "models/sgd.h"
#include "models/training/checkpoint.h"
#include "models/training/lm_trainer.h"
#include "models/training/weight_average.h"
#include "tests/fixtures/temporary_folder.h"
#include "tests/models/network/tiny_network.h"
#include "tests/models/training/counting_run.h"

namespace skipgrid::models {

namespace {

/// Two layers of different sizes with DropConnect, dropped words, and a table that is shared with the softmax.
nlohmann::json small_awd(int words) {
  return {{"batch", 3},
          {"steps", 4},
          {"layers",
           {{{"name", "words"}, {"type", "embedding"}, {"vocabulary", words}, {"width", 4}, {"drop_words", 0.2}},
            {{"name", "lstm0"},
             {"type", "lstm"},
             {"hidden", 5},
             {"state", "carried"},
             {"drop_connect", 0.2},
             {"dropout", {{"input", 0.25}}}},
            {{"name", "lstm1"}, {"type", "lstm"}, {"hidden", 4}, {"state", "carried"}, {"drop_connect", 0.2}},
            {{"name", "projection"}, {"type", "softmax"}, {"classes", words}, {"tied_to", "words"}}}}};
}

TrainConfig awd_config(DropoutCase dropout_case = DropoutCase::II) {
  TrainConfig config = small_lm_config();
  config.network = network_from(small_awd(12));
  config.network.batch = small_lm_config().network.batch;
  config.network.lengths.steps = small_lm_config().network.lengths.steps;
  config.dropout.dropout_case = dropout_case;
  config.dropout.nr = config.dropout.rh = 0.1;
  config.init_scale = 0.3;
  config.learning_rate = 2.0;
  config.clip = 3.0;
  config.decay = 1.0;
  config.epochs = 30;
  config.weight_decay = 1e-4;
  config.penalty = {0.5, 0.5};
  config.average_patience = 2;
  return config;
}

std::vector<double> perplexities(const Trainer& trainer) {
  std::vector<double> all;
  for (const EpochResult& epoch : trainer.position().curve) all.push_back(epoch.valid_perplexity);
  return all;
}

}  // namespace

TEST_CASE("The penalty on activations is that of its equations, by hand") {
  BlasDevice<double> device;
  ActivationPenalty<double> penalty(device, "softmax", {3.0, 5.0});
  const Tensor<double> h = device.sequence("h", 2, 1, 2), gradient = device.sequence("dh", 2, 1, 2);
  const std::vector<double> values{1.0, 2.0, 4.0, -1.0};
  std::copy(values.begin(), values.end(), h.data);
  std::fill_n(gradient.data, 4, 100.0);
  penalty.backward(h, gradient, StepMasks{}, 2);
  // T = 2 steps, B H = 2: 3 * 2 * (1 + 4 + 16 + 1) / 4, and 5 * 2 * (9 + 9) / 2.
  CHECK(penalty.value() == Approx(33.0 + 90.0));
  // 2 * 3 / 2 times h, and 2 * 5 * 2 / 2 times the difference.
  CHECK(gradient.data[0] == Approx(100.0 + 3.0 - 30.0));
  CHECK(gradient.data[1] == Approx(100.0 + 6.0 + 30.0));
  CHECK(gradient.data[2] == Approx(100.0 + 12.0 + 30.0));
  CHECK(gradient.data[3] == Approx(100.0 - 3.0 - 30.0));
}

TEST_CASE("Every gradient of an AWD-LSTM is the slope of its loss and its penalty") {
  NetworkConfig config = network_from(small_awd(7));
  std::get<SoftmaxConfig>(config.layers.back().kind).penalty = {0.7, 0.4};
  TinyNetwork<double> tiny(config, 7, 7, 5);
  const MaskDrawer masks(dropout_of(GENERATE(DropoutCase::II, DropoutCase::III), 0.25), 3, 0);
  const auto loss = [&] {
    MaskDrawer drawn = masks;
    const double alone = tiny.loss_under(drawn);
    tiny.network.backward(tiny.batch);
    return alone + tiny.network.penalty();
  };
  loss();
  CHECK(tiny.network.penalty() > 0.01);
  for (const Parameter<double>& parameter : tiny.network.parameters()) {
    const std::vector<double> gradient(parameter.gradient.data,
                                       parameter.gradient.data + parameter.gradient.elements());
    CHECK(check_slopes(parameter, loss, 1e-6) > 1e-5);  // which bends more than others
    std::copy(gradient.begin(), gradient.end(), parameter.gradient.data);
  }
}

TEST_CASE("Weights decay by the rate, whatever the gradient was clipped to") {
  BlasDevice<double> device;
  const Tensor<double> weight = device.matrix("W", 1, 2), gradient = device.matrix("dW", 1, 2);
  weight.data[0] = 10.0;
  weight.data[1] = -4.0;
  gradient.data[0] = 3.0;
  gradient.data[1] = 4.0;
  Sgd<double> sgd(device, {{"layer", weight, gradient, nullptr, 2}});
  sgd.update({0.5, 1.0, 0.1});  // the norm is 5, clipped to 1
  CHECK(weight.data[0] == Approx(10.0 - 0.5 * (0.6 + 1.0)));
  CHECK(weight.data[1] == Approx(-4.0 - 0.5 * (0.8 - 0.4)));
}

TEST_CASE("Averaging begins after the first epoch that is worse than those before its patience") {
  CHECK(averaged_after({}, 2) == 0);
  CHECK(averaged_after({9, 8, 7, 6, 5}, 2) == 0);
  CHECK(averaged_after({5, 9, 9}, 2) == 0);  // more than two epochs before there is none
  CHECK(averaged_after({5, 9, 9, 6}, 2) == 4);
  CHECK(averaged_after({9, 8, 7, 7.5, 7.1, 6.9, 7.2}, 2) == 7);
  CHECK(averaged_after({9, 8, 7, 7.5, 7.1, 6.9, 7.2}, 1) == 5);
  CHECK(averaged_after({9, 5, 5, 5, 5}, 1) == 0);  // as good is not worse
}

TEST_CASE("An AWD-LSTM learns, and is judged by the mean of its last weights") {
  const Corpus corpus = counting_corpus();
  LmRun run(awd_config(GENERATE(DropoutCase::II, DropoutCase::III)), corpus);
  const double at_first = run.trainer.valid_perplexity();
  while (averaged_after(perplexities(run.trainer), 2) == 0 && !run.trainer.finished()) run.iterate(1);
  REQUIRE_FALSE(run.trainer.finished());
  // Memory begins with the weights and ends with as many means.
  std::size_t means = 0;
  for (const Tensor<float>& tensor : run.trainer.memory()) {
    if (tensor.name.find(".mean") != std::string::npos) means += static_cast<std::size_t>(tensor.elements());
  }
  std::vector<double> sums(means, 0.0);
  for (int i = 0; i < 5; ++i) {
    run.trainer.step();
    const std::vector<float> now = run.memory();
    for (std::size_t k = 0; k < means; ++k) sums[k] += now[k];
  }
  const std::vector<float> memory = run.memory();
  for (std::size_t k = 0; k < means; ++k) {
    REQUIRE(memory[memory.size() - means + k] == Approx(sums[k] / 5).margin(1e-5));
  }
  TrainConfig plain = awd_config();
  plain.average_patience = 0;
  LmRun judged(plain, corpus);
  std::size_t taken = memory.size() - means;
  for (const Tensor<float>& tensor : judged.trainer.memory()) {
    if (taken == memory.size()) break;  // states follow on weights
    std::copy_n(memory.begin() + static_cast<std::ptrdiff_t>(taken), tensor.elements(), tensor.data);
    taken += static_cast<std::size_t>(tensor.elements());
  }
  CHECK(run.trainer.valid_perplexity() == judged.trainer.valid_perplexity());
  // Judging has changed neither weights nor means.
  const std::vector<float> after = run.memory();
  const auto ends = static_cast<std::ptrdiff_t>(means);
  CHECK(std::equal(after.begin(), after.begin() + ends, memory.begin()));
  CHECK(std::equal(after.end() - ends, after.end(), memory.end() - ends));
  run.iterate(1 << 20);
  CHECK(run.trainer.position().curve.back().valid_perplexity < 0.7 * at_first);
}

TEST_CASE("Gone on from a checkpoint, an AWD-LSTM ends in the bits it would have ended in, averaged or not yet") {
  const traces::test::TemporaryFolder scratch;
  const Corpus corpus = counting_corpus();
  LmRun whole(awd_config(), corpus);
  whole.iterate(1 << 20);
  const int begun = averaged_after(perplexities(whole.trainer), 2) * whole.trainer.iterations_per_epoch();
  REQUIRE(begun > 0);
  for (const int stop : {begun - 1, begun, begun + 1, begun + 7}) {
    LmRun first(awd_config(), corpus), second(awd_config(), corpus);
    first.iterate(stop);
    save_checkpoint(scratch / "checkpoint", first.trainer);
    load_checkpoint(scratch / "checkpoint", second.trainer);
    second.iterate(1 << 20);
    CAPTURE(stop, begun);
    CHECK(second.memory() == whole.memory());
    CHECK(perplexities(second.trainer) == perplexities(whole.trainer));
  }
  TrainConfig other = awd_config();
  other.weight_decay = 0.0;
  LmRun elsewhere(other, corpus);
  CHECK_THROWS_WITH(load_checkpoint(scratch / "checkpoint", elsewhere.trainer),
                    Catch::Matchers::EndsWith("was saved with another configuration: /weight_decay differs"));
}

}  // namespace skipgrid::models
