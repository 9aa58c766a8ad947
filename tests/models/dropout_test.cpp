#include "models/dropout.h"

#include <catch2/catch.hpp>
#include <cmath>
#include <set>

#include "models/step_masks.h"

namespace skipgrid::models {

namespace {

DropoutConfig with(DropoutCase dropout_case, double rate) {
  DropoutConfig config;
  config.dropout_case = dropout_case;
  config.nr = rate;
  config.rh = rate;
  config.seed = 7;
  return config;
}

constexpr DropoutCase kCases[] = {DropoutCase::I, DropoutCase::II, DropoutCase::III, DropoutCase::IV};

std::size_t dropped_in_row(const traces::Mask& mask, std::size_t row) {
  std::size_t dropped = 0;
  for (std::size_t j = 0; j < mask.neurons(); ++j) dropped += mask.kept(row, j) ? 0 : 1;
  return dropped;
}

}  // namespace

TEST_CASE("A mask is a pure function of seed, iteration, layer, connection and step") {
  for (const DropoutCase dropout_case : kCases) {
    const DropoutConfig config = with(dropout_case, 0.5);
    const MaskKey key{3, 1, Connection::nr, 4};
    const auto draw = [&](const DropoutConfig& c, const MaskKey& k) { return draw_mask(c, k, 0.5, 200, 8); };
    const traces::Mask mask = draw(config, key);
    draw(config, {0, 0, Connection::rh, 0});  // what was drawn between does not matter
    CHECK(draw(config, key) == mask);

    DropoutConfig other_seed = config;
    other_seed.seed = 8;
    CHECK(draw(other_seed, key) != mask);
    CHECK(draw(config, {4, 1, Connection::nr, 4}) != mask);
    CHECK(draw(config, {3, 2, Connection::nr, 4}) != mask);
    CHECK(draw(config, {3, 1, Connection::rh, 4}) != mask);
    CHECK((draw(config, {3, 1, Connection::nr, 5}) == mask) == repeated(dropout_case));
  }
}

TEST_CASE("A mask has one row when structured and one a sample when not") {
  for (const DropoutCase dropout_case : kCases) {
    const traces::Mask mask = draw_mask(with(dropout_case, 0.5), {}, 0.5, 64, 8);
    CHECK(mask.rows() == (structured(dropout_case) ? 1 : 8));
  }
}

TEST_CASE("Bernoulli draws drop at the rate asked for") {
  const double rate = GENERATE(0.1, 0.35, 0.5, 0.65);
  const DropoutConfig config = with(DropoutCase::I, rate);
  std::size_t kept = 0;
  constexpr std::size_t kNeurons = 1000, kBatch = 20;
  constexpr int kDraws = 50;
  for (int step = 0; step < kDraws; ++step) {
    kept += draw_mask(config, {0, 0, Connection::nr, step}, rate, kNeurons, kBatch).kept_bits();
  }
  constexpr double kTotal = kNeurons * kBatch * kDraws;
  const double dropped = 1.0 - static_cast<double>(kept) / kTotal;
  // Five standard deviations of the mean of a million draws: at most 0.0025.
  CHECK(std::abs(dropped - rate) < 5.0 * std::sqrt(rate * (1.0 - rate) / kTotal));
}

TEST_CASE("Every neuron is dropped about as often as every other") {
  const Draw draw = GENERATE(Draw::bernoulli, Draw::fixed_count);
  DropoutConfig config = with(DropoutCase::III, 0.3);
  config.draw = draw;
  constexpr std::size_t kNeurons = 50;
  constexpr int kDraws = 4000;
  std::vector<int> dropped(kNeurons, 0);
  for (int step = 0; step < kDraws; ++step) {
    const traces::Mask mask = draw_mask(config, {0, 0, Connection::nr, step}, 0.3, kNeurons, 1);
    for (std::size_t j = 0; j < kNeurons; ++j) dropped[j] += mask.kept(0, j) ? 0 : 1;
  }
  const double sigma = std::sqrt(kDraws * 0.3 * 0.7);
  for (const int count : dropped) CHECK(std::abs(count - kDraws * 0.3) < 5.0 * sigma);
}

TEST_CASE("Samples of a per-sample mask are independent: half of the neurons differ between two at rate 0.5") {
  const traces::Mask mask = draw_mask(with(DropoutCase::I, 0.5), {}, 0.5, 10000, 2);
  std::size_t different = 0;
  for (std::size_t j = 0; j < 10000; ++j) different += mask.kept(0, j) != mask.kept(1, j) ? 1 : 0;
  CHECK(different > 4750);
  CHECK(different < 5250);
}

TEST_CASE("A fixed count drops exactly round(rate * neurons) in every row") {
  const double rate = GENERATE(0.0, 0.001, 0.3, 0.5, 0.65, 0.999);
  DropoutConfig config = with(DropoutCase::I, rate);
  config.draw = Draw::fixed_count;
  const traces::Mask mask = draw_mask(config, {}, rate, 203, 4);
  for (std::size_t row = 0; row < 4; ++row) {
    CHECK(dropped_in_row(mask, row) == static_cast<std::size_t>(std::lround(rate * 203)));
  }
}

TEST_CASE("Neurons of a block drop together, the shorter last block too") {
  DropoutConfig config = with(DropoutCase::III, 0.5);
  config.block = 8;
  config.draw = GENERATE(Draw::bernoulli, Draw::fixed_count);
  std::set<bool> last_block;
  for (int step = 0; step < 40; ++step) {
    const traces::Mask mask = draw_mask(config, {0, 0, Connection::nr, step}, 0.5, 83, 1);
    for (std::size_t j = 0; j < 83; ++j) REQUIRE(mask.kept(0, j) == mask.kept(0, j / 8 * 8));
    last_block.insert(mask.kept(0, 82));
    if (config.draw == Draw::fixed_count) {
      std::size_t blocks = 0;
      for (std::size_t j = 0; j < 83; j += 8) blocks += mask.kept(0, j) ? 0 : 1;
      CHECK(blocks == 6);  // round(0.5 * 11), half away from zero
    }
  }
  CHECK(last_block.size() == 2);
}

TEST_CASE("Redrawing every T steps is the repeated case, every step the redrawn one") {
  constexpr int kSteps = 6;
  const bool per_sample = GENERATE(false, true);
  DropoutConfig redrawn = with(per_sample ? DropoutCase::I : DropoutCase::III, 0.5);
  const DropoutConfig repeats = with(per_sample ? DropoutCase::II : DropoutCase::IV, 0.5);
  for (int layer = 0; layer <= 2; ++layer) {
    const auto draw = [&](const DropoutConfig& config) {
      return MaskDrawer(config, 5, 2).draw(Connection::nr, layer, 0.5, 40, kSteps);
    };
    redrawn.redraw_every = 1;
    const StepMasks every_step = draw(redrawn);
    redrawn.redraw_every = kSteps;
    const StepMasks once = draw(redrawn), repeat = draw(repeats);
    redrawn.redraw_every = 2;
    const StepMasks in_pairs = draw(redrawn);
    for (int t = 0; t < kSteps; ++t) {
      CHECK(once.at(t)->mask == repeat.at(t)->mask);
      CHECK(once.at(t)->id == repeat.at(t)->id);
      CHECK(once.at(t) == once.at(0));
      CHECK((in_pairs.at(t) == in_pairs.at(t / 2 * 2)));
      if (t > 0) CHECK(every_step.at(t)->mask != every_step.at(t - 1)->mask);
      if (t >= 2) CHECK(in_pairs.at(t)->mask != in_pairs.at(t - 2)->mask);
    }
  }
}

TEST_CASE("Ordinary dropout is per sample, at every step anew and neuron by neuron, at the same rates") {
  DropoutConfig config = with(DropoutCase::IV, 0.5);
  config.output = 0.25;
  config.redraw_every = 3;
  config.block = 8;
  config.draw = Draw::fixed_count;
  const DropoutConfig random = unstructured(config);
  CHECK(random.dropout_case == DropoutCase::I);
  CHECK(random.redraw_every == 1);
  CHECK(random.block == 1);
  CHECK(random.nr == config.nr);
  CHECK(random.rh == config.rh);
  CHECK(random.output == config.output);
  CHECK(random.seed == config.seed);
  CHECK(random.draw == config.draw);
}

TEST_CASE("Without a rate there is no mask, and ids within an iteration are unique") {
  MaskDrawer drawer(with(DropoutCase::III, 0.5), 3, 0);
  CHECK(drawer.draw(Connection::rh, 0, 0.0, 20, 4).none());
  std::set<std::uint64_t> ids;
  for (const int neurons : {10, 20}) {
    const StepMasks masks = drawer.draw(Connection::nr, 0, 0.5, neurons, 4);
    for (int t = 0; t < 4; ++t) {
      CHECK(masks.at(t)->mask.neurons() == static_cast<std::size_t>(neurons));
      ids.insert(masks.at(t)->id);
      CHECK(masks.columns(t, neurons) == static_cast<std::int64_t>(masks.at(t)->mask.kept_count()));
    }
  }
  CHECK(ids.size() == 8);
}

TEST_CASE("What is kept is scaled by one over the probability of being kept") {
  DropoutConfig config = with(DropoutCase::III, 0.65);
  CHECK(keep_scale(config, 0.65, 100) == Approx(1.0 / 0.35));
  config.draw = Draw::fixed_count;
  CHECK(keep_scale(config, 0.65, 100) == Approx(100.0 / 35.0));
  CHECK(keep_scale(config, 0.65, 3) == Approx(3.0));  // round(1.95) = 2 of 3 dropped
  CHECK(keep_scale(config, 0.65, 1) == 0.0);          // the only one is always dropped
}

}  // namespace skipgrid::models
