#include "models/training/trainer.h"

#include <fmt/format.h>

#include <algorithm>
#include <boost/random/mersenne_twister.hpp>
#include <boost/random/seed_seq.hpp>
#include <boost/random/uniform_01.hpp>
#include <chrono>
#include <cmath>

namespace skipgrid::models {

namespace {

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

}  // namespace

double Trainer::Loss::perplexity() const { return std::exp(log_loss / static_cast<double>(tokens)); }

Trainer::Trainer(const TrainConfig& config, const NetworkConfig& sizes, Device<float>& device)
    : config_(config), sizes_(sizes), device_(device), network_(device, sizes), sgd_(device, network_.parameters()) {
  draw_weights(network_.parameters(), config.seed, config.init_scale);
  if (config.average_patience > 0) average_.emplace(device, network_.parameters());
}

Trainer::JudgedWeights::JudgedWeights(Trainer& trainer)
    : exchanged_(trainer.averaged_iterations() > 0 ? &*trainer.average_ : nullptr) {
  if (exchanged_ != nullptr) exchanged_->exchange();
}

Trainer::JudgedWeights::~JudgedWeights() {
  if (exchanged_ != nullptr) exchanged_->exchange();
}

int Trainer::averaged_iterations() const {
  return averaged_after_ == 0 ? 0 : position_.total_iterations - averaged_after_ * iterations_per_epoch();
}

void Trainer::find_averaging() {
  if (!average_) return;
  std::vector<double> perplexities;
  for (const EpochResult& epoch : position_.curve) perplexities.push_back(epoch.valid_perplexity);
  averaged_after_ = averaged_after(perplexities, config_.average_patience);
}

void Trainer::set_position(const TrainingPosition& position) {
  position_ = position;
  find_averaging();
}

double Trainer::valid_perplexity() {
  const JudgedWeights judged(*this);
  return validate().perplexity();
}

Trainer::Loss Trainer::compute() {
  batch_ = &take_batch();
  MaskDrawer masks(config_.dropout, sizes_.batch, position_.total_iterations);
  network_.begin(*batch_, masks);
  network_.forward(*batch_);
  network_.backward(*batch_);
  // A network ends in its loss.
  const Stream& judged = batch_->streams[sizes_.layers.back().stream];
  return {network_.log_loss(), judged.lengths.tokens(sizes_.batch), {}, {}};
}

void Trainer::judge(const Batch& batch) {
  KeepAll masks(sizes_.batch);
  network_.begin(batch, masks);
  network_.forward(batch);
}

void Trainer::step(const std::function<void()>& gradients_ready) {
  using Clock = std::chrono::steady_clock;
  const Clock::time_point start = Clock::now();
  const PhaseSeconds before = device_.phase_seconds();

  device_.begin_iteration(position_.total_iterations);
  last_ = compute();
  if (gradients_ready) gradients_ready();
  sgd_.measure();
  check_loss(position_.total_iterations + 1, "a token", last_);
  if (!std::isfinite(sgd_.gradient_norm())) diverge(position_.total_iterations + 1, "the gradient is no finite number");
  sgd_.change({config_.learning_rate_in(position_.epoch), config_.clip, config_.weight_decay});
  if (averaged_after_ > 0) average_->add(averaged_iterations() + 1);
  network_.carry_state();

  const PhaseSeconds after = device_.phase_seconds();
  for (std::size_t i = 0; i < after.size(); ++i) position_.running.phase_seconds[i] += after[i] - before[i];
  position_.running.seconds += std::chrono::duration<double>(Clock::now() - start).count();
  position_.running.tokens += last_.tokens;
  position_.running_log_loss += last_.log_loss;
  ++position_.total_iterations;
  ++position_.iteration;
}

void Trainer::end_epoch() {
  EpochResult result = position_.running;
  const Loss valid = [&] {
    const JudgedWeights judged(*this);
    return validate();
  }();
  check_loss(position_.total_iterations, "a token that was held out", valid);
  result.epoch = position_.epoch;
  result.learning_rate = config_.learning_rate_in(position_.epoch);
  result.train_perplexity = epoch_perplexity();
  result.valid_perplexity = valid.perplexity();
  result.valid_entities = valid.entities;
  result.valid_bleu = valid.bleu;
  position_.curve.push_back(result);
  position_.running = {};
  position_.running_log_loss = 0.0;
  position_.iteration = 0;
  ++position_.epoch;
  find_averaging();
}

void Trainer::check_loss(int number, const char* whose, const Loss& loss) const {
  // A perplexity that no double holds says that nothing was learned, and would not come back from a file.
  if (std::isfinite(loss.perplexity())) return;
  diverge(number, fmt::format("the loss of {} is {:.4g}", whose, loss.log_loss / static_cast<double>(loss.tokens)));
}

void Trainer::check_memory() const {
  for (const Tensor<float>& tensor : memory()) {
    if (std::all_of(tensor.data, tensor.data + tensor.elements(), [](float value) { return std::isfinite(value); }))
      continue;
    diverge(position_.total_iterations, "a weight or a state is no finite number after it");
  }
}

void Trainer::diverge(int number, const std::string& what) const {
  throw Diverged(fmt::format("iteration {} (epoch {}, learning rate {:.4g}, gradient norm {:.4g}): {}", number,
                             position_.epoch, config_.learning_rate_in(position_.epoch), sgd_.gradient_norm(), what));
}

double Trainer::epoch_perplexity() const {
  return std::exp(position_.running_log_loss / static_cast<double>(position_.running.tokens));
}

std::vector<Tensor<float>> Trainer::memory() const {
  std::vector<Tensor<float>> all;
  for (const Parameter<float>& parameter : network_.parameters()) all.push_back(parameter.value);
  for (const Tensor<float>& state : network_.carried()) all.push_back(state);
  if (average_) all.insert(all.end(), average_->means().begin(), average_->means().end());
  return all;
}

}  // namespace skipgrid::models
