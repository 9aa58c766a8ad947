#include "models/dropout.h"

#include <algorithm>
#include <boost/random/bernoulli_distribution.hpp>
#include <boost/random/uniform_int_distribution.hpp>
#include <cmath>
#include <numeric>
#include <stdexcept>
#include <utility>
#include <vector>

#include "models/random_engine.h"

namespace skipgrid::models {

std::string_view to_string(DropoutCase value) {
  switch (value) {
    case DropoutCase::I: return "I";
    case DropoutCase::II: return "II";
    case DropoutCase::III: return "III";
    case DropoutCase::IV: return "IV";
  }
  throw std::logic_error("unknown dropout case");
}

std::string_view to_string(Draw value) { return value == Draw::bernoulli ? "bernoulli" : "fixed_count"; }

DropoutConfig unstructured(DropoutConfig dropout) {
  dropout.dropout_case = DropoutCase::I;
  dropout.redraw_every = 1;
  dropout.block = 1;
  return dropout;
}

int redraw_step(const DropoutConfig& config, int step) {
  return repeated(config.dropout_case) ? 0 : step / config.redraw_every * config.redraw_every;
}

namespace {

RandomEngine engine_for(std::uint64_t seed, const MaskKey& key, int step) {
  return random_engine(seed, {key.iteration, key.layer, static_cast<int>(key.connection), step});
}

std::size_t block_count(const DropoutConfig& config, std::size_t neurons) {
  const auto block = static_cast<std::size_t>(config.block);
  return (neurons + block - 1) / block;
}

std::size_t fixed_dropped(double rate, std::size_t blocks) {
  return static_cast<std::size_t>(std::lround(rate * static_cast<double>(blocks)));
}

// Each neuron on its own, without a branch on what is drawn: nobody could predict it.
traces::Mask draw_neurons(double rate, std::size_t neurons, std::size_t rows, RandomEngine& engine) {
  if (rate == 0) return traces::Mask(neurons, rows);
  // What boost::random::bernoulli_distribution draws, compared as whole numbers.
  const auto highest_dropped = static_cast<std::uint32_t>(rate * static_cast<double>(RandomEngine::max()));
  const std::size_t row_bytes = (neurons + 7) / 8;
  std::vector<std::uint8_t> bytes(rows * row_bytes);
  for (std::size_t row = 0; row < rows; ++row) {
    for (std::size_t i = 0; i < row_bytes; ++i) {
      const std::size_t bits = std::min<std::size_t>(8, neurons - i * 8);
      unsigned kept = 0;
      for (std::size_t bit = 0; bit < bits; ++bit) kept |= static_cast<unsigned>(engine() > highest_dropped) << bit;
      bytes[row * row_bytes + i] = static_cast<std::uint8_t>(kept);
    }
  }
  return traces::Mask::from_bytes(neurons, rows, bytes);
}

// Calls drop(i) for each dropped block i of one row.
template <class Drop>
void draw_blocks(Draw draw, double rate, std::size_t blocks, RandomEngine& engine, const Drop& drop) {
  if (draw == Draw::bernoulli) {
    const boost::random::bernoulli_distribution<double> dropped(rate);
    for (std::size_t i = 0; i < blocks; ++i) {
      if (dropped(engine)) drop(i);
    }
    return;
  }
  // The first entries of a random permutation (Fisher-Yates, stopped early).
  std::vector<std::size_t> order(blocks);
  std::iota(order.begin(), order.end(), std::size_t{0});
  const std::size_t count = fixed_dropped(rate, blocks);
  for (std::size_t i = 0; i < count; ++i) {
    boost::random::uniform_int_distribution<std::size_t> pick(i, blocks - 1);
    std::swap(order[i], order[pick(engine)]);
    drop(order[i]);
  }
}

}  // namespace

traces::Mask draw_mask(const DropoutConfig& config, const MaskKey& key, double rate, std::size_t neurons,
                       std::size_t batch) {
  const std::size_t rows = structured(config.dropout_case) ? 1 : batch;
  RandomEngine engine = engine_for(config.seed, key, redraw_step(config, key.step));
  if (config.draw == Draw::bernoulli && config.block == 1) return draw_neurons(rate, neurons, rows, engine);
  traces::Mask mask(neurons, rows);
  const auto block = static_cast<std::size_t>(config.block);
  for (std::size_t row = 0; row < mask.rows(); ++row) {
    draw_blocks(config.draw, rate, block_count(config, neurons), engine, [&](std::size_t index) {
      const std::size_t end = std::min((index + 1) * block, neurons);
      for (std::size_t neuron = index * block; neuron < end; ++neuron) mask.drop(row, neuron);
    });
  }
  return mask;
}

double keep_scale(const DropoutConfig& config, double rate, std::size_t neurons) {
  if (config.draw == Draw::bernoulli) return 1.0 / (1.0 - rate);
  const std::size_t blocks = block_count(config, neurons);
  const std::size_t kept = blocks - fixed_dropped(rate, blocks);
  return kept == 0 ? 0.0 : static_cast<double>(blocks) / static_cast<double>(kept);
}

}  // namespace skipgrid::models
