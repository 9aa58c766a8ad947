#include "models/training/trainer.h"

#include <algorithm>
#include <boost/random/mersenne_twister.hpp>
#include <boost/random/seed_seq.hpp>
#include <boost/random/uniform_01.hpp>
#include <chrono>
#include <cmath>

namespace skipgrid::models {

namespace {

LstmLmConfig with_vocabulary(LstmLmConfig model, std::size_t words) {
  model.vocabulary = static_cast<int>(words);
  return model;
}

void draw_weights(const std::vector<Parameter<float>>& parameters, std::uint64_t seed, double scale) {
  boost::random::seed_seq words{static_cast<std::uint32_t>(seed >> 32), static_cast<std::uint32_t>(seed)};
  boost::random::mt19937 engine(words);
  boost::random::uniform_01<double> uniform;
  for (const Parameter<float>& parameter : parameters) {
    for (std::int64_t i = 0; i < parameter.value.elements(); ++i) {
      parameter.value.data[i] = static_cast<float>((2.0 * uniform(engine) - 1.0) * scale);
    }
  }
}

double tokens_of(const LstmLmConfig& model) { return static_cast<double>(model.steps) * model.batch; }

}  // namespace

Trainer::Trainer(const TrainConfig& config, const Corpus& corpus, Device<float>& device)
    : config_(config),
      corpus_(corpus),
      device_(device),
      train_(corpus.train, config.model.batch, config.model.steps, config.train_file),
      valid_(corpus.valid, config.model.batch, config.model.steps, config.valid_file),
      model_(device, with_vocabulary(config.model, corpus.vocabulary.size()), config.model.batch),
      sgd_(device, model_.parameters()),
      no_masks_(config.model.layers) {
  draw_weights(model_.parameters(), config.seed, config.init_scale);
}

void Trainer::reset_state() {
  for (int k = 0; k < config_.model.layers; ++k) {
    for (const Tensor<float>* state : {&model_.layer(k).h(), &model_.layer(k).c()}) {
      std::fill_n(state->at(-1), state->rows * state->cols, 0.0f);
    }
  }
}

void Trainer::step(const std::function<void(const GradientsReady&)>& gradients_ready) {
  using Clock = std::chrono::steady_clock;
  const Clock::time_point start = Clock::now();
  const PhaseSeconds before = device_.phase_seconds();

  if (position_.iteration == 0) reset_state();
  const TokenBatch tokens = train_.at(position_.iteration);
  const IterationMasks masks(config_.dropout, config_.model.stack(), position_.total_iterations);
  device_.begin_iteration(position_.total_iterations);
  model_.forward(tokens, masks);
  model_.backward(tokens, masks);
  if (gradients_ready) gradients_ready({model_, tokens, masks});
  sgd_.update({config_.learning_rate_in(position_.epoch), config_.clip});
  model_.carry_state();

  const PhaseSeconds after = device_.phase_seconds();
  for (std::size_t i = 0; i < after.size(); ++i) position_.running.phase_seconds[i] += after[i] - before[i];
  position_.running.seconds += std::chrono::duration<double>(Clock::now() - start).count();
  position_.running.tokens += static_cast<std::int64_t>(tokens_of(config_.model));
  last_log_loss_ = model_.log_loss();
  position_.running_log_loss += last_log_loss_;
  ++position_.total_iterations;
  ++position_.iteration;
}

void Trainer::end_epoch() {
  EpochResult result = position_.running;
  result.epoch = position_.epoch;
  result.learning_rate = config_.learning_rate_in(position_.epoch);
  result.train_perplexity = epoch_perplexity();
  result.valid_perplexity = valid_perplexity();
  position_.curve.push_back(result);
  position_.running = {};
  position_.running_log_loss = 0.0;
  position_.iteration = 0;
  ++position_.epoch;
}

double Trainer::iteration_perplexity() const { return std::exp(last_log_loss_ / tokens_of(config_.model)); }

double Trainer::epoch_perplexity() const {
  return std::exp(position_.running_log_loss / static_cast<double>(position_.running.tokens));
}

double Trainer::valid_perplexity() {
  reset_state();
  double log_loss = 0.0;
  for (int iteration = 0; iteration < valid_.iterations(); ++iteration) {
    model_.forward(valid_.at(iteration), no_masks_);
    log_loss += model_.log_loss();
    model_.carry_state();
  }
  return std::exp(log_loss / (tokens_of(config_.model) * valid_.iterations()));
}

std::vector<Tensor<float>> Trainer::memory() const {
  std::vector<Tensor<float>> all;
  for (const Parameter<float>& parameter : model_.parameters()) all.push_back(parameter.value);
  for (int k = 0; k < config_.model.layers; ++k) {
    for (Tensor<float> state : {model_.layer(k).h(), model_.layer(k).c()}) {
      state.slices = 1;  // only the slice before step 0 lives on
      all.push_back(state);
    }
  }
  return all;
}

}  // namespace skipgrid::models
