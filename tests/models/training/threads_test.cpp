// Work on several threads: all of it is done, once, and comes to the same bits.
#include <atomic>
#include <catch2/catch.hpp>

#include "models/training/worker_threads.h"
#include "tests/models/training/counting_run.h"

namespace skipgrid::models {

namespace {

/// Layers that are large enough for their products to be worth waking threads for.
TrainConfig wide_config(DropoutCase dropout_case, int threads) {
  TrainConfig config = small_lm_config();
  config.network = network_of({2, 200, 160, 6, 20, 100});
  config.dropout.dropout_case = dropout_case;
  config.dropout.nr = config.dropout.rh = 0.3;
  config.learning_rate = 0.1;
  config.threads = threads;
  return config;
}

std::vector<float> trained(const TrainConfig& config) {
  const Corpus corpus = counting_corpus();
  BlasDevice<float> device(config.time_fusion, config.threads);
  LmTrainer trainer(config, corpus, device);
  for (int i = 0; i < 6; ++i) trainer.step();
  std::vector<float> all;
  for (const Tensor<float>& tensor : trainer.memory()) {
    all.insert(all.end(), tensor.data, tensor.data + tensor.elements());
  }
  return all;
}

}  // namespace

TEST_CASE("Threads do every part once, as often as they are asked") {
  const int count = GENERATE(1, 2, 5);
  WorkerThreads threads(count);
  CHECK(threads.count() == count);
  for (const int parts : {0, 1, 2, 3, 17}) {
    std::vector<std::atomic<int>> done(17);
    for (int again = 0; again < 200; ++again)
      threads.run(parts, [&](int part) { ++done[static_cast<std::size_t>(part)]; });
    for (int part = 0; part < 17; ++part) CHECK(done[static_cast<std::size_t>(part)] == (part < parts ? 200 : 0));
  }
}

TEST_CASE("Parts make up the whole, each of as many grains as may be") {
  BlasDevice<float> device(TimeFusion::fused, 3);
  for (const std::int64_t count : {0, 1, 63, 64, 65, 128, 200, 1000}) {
    std::vector<std::atomic<int>> seen(1000);
    std::atomic<int> parts{0};
    device.in_parts(count, 64, [&](std::int64_t first, std::int64_t end) {
      ++parts;
      if (first % 64 != 0 || (end % 64 != 0 && end != count) || end <= first) parts = 100;
      for (std::int64_t i = first; i < end; ++i) ++seen[static_cast<std::size_t>(i)];
    });
    CAPTURE(count);
    CHECK(parts == std::min<std::int64_t>((count + 63) / 64, 3));
    for (std::int64_t i = 0; i < 1000; ++i) REQUIRE(seen[static_cast<std::size_t>(i)] == (i < count ? 1 : 0));
  }
}

TEST_CASE("A training comes to the same bits at any number of threads") {
  const DropoutCase dropout_case = GENERATE(DropoutCase::I, DropoutCase::III);
  const std::vector<float> one = trained(wide_config(dropout_case, 1));
  CHECK(trained(wide_config(dropout_case, 2)) == one);
  CHECK(trained(wide_config(dropout_case, 3)) == one);
  TrainConfig stepped = wide_config(dropout_case, 1);
  stepped.time_fusion = TimeFusion::stepped;
  const std::vector<float> step_by_step = trained(stepped);
  stepped.threads = 4;
  CHECK(trained(stepped) == step_by_step);
}

}  // namespace skipgrid::models
