#include "sim/cli/train/training_run.h"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <stdexcept>
#include <utility>

#include "models/training/checkpoint.h"

namespace skipgrid::cli {

double TrainingResult::milliseconds_per_iteration() const {
  double seconds = 0.0;
  for (const double phase : phase_seconds) seconds += phase;
  return iterations == 0 ? 0.0 : 1e3 * seconds / iterations;
}

sim::ArrayPhase ArrayCost::total() const {
  sim::ArrayPhase total;
  for (const sim::ArrayPhase& phase : phases) {
    total.cycles += phase.cycles;
    total.products += phase.products;
    total.tiles += phase.tiles;
    total.macs += phase.macs;
    total.dense_macs += phase.dense_macs;
  }
  return total;
}

double ArrayCost::utilization(const sim::ArrayPhase& phase) const {
  const double slots = static_cast<double>(config.pes()) * static_cast<double>(phase.cycles.count());
  return slots == 0.0 ? 0.0 : static_cast<double>(phase.macs) / slots;
}

TrainingRun::TrainingRun(std::string name, models::Trainer& trainer, models::Device<float>& device, TrainingTasks tasks,
                         Progress& progress, std::function<void(int)> before_iteration)
    : name_(std::move(name)),
      trainer_(trainer),
      device_(device),
      tasks_(std::move(tasks)),
      progress_(progress),
      before_iteration_(std::move(before_iteration)) {
  if (tasks_.resume) models::load_checkpoint(tasks_.checkpoint, trainer_);
  first_ = saved_ = iteration();
  const int all = trainer_.all_iterations();
  stop_at_ = std::max(first_, tasks_.stop_at == 0 ? all : std::min(tasks_.stop_at, all));
}

void TrainingRun::tell(int iteration) const {
  if (before_iteration_) before_iteration_(iteration);
}

IterationTime TrainingRun::step() {
  using Clock = std::chrono::steady_clock;
  const models::PhaseSeconds before = device_.phase_seconds();
  const Clock::time_point start = Clock::now();
  trainer_.step(iteration() + 1 == stop_at_ ? tasks_.in_last_iteration : nullptr);
  IterationTime time;
  time.total = std::chrono::duration<double>(Clock::now() - start).count();
  const models::PhaseSeconds after = device_.phase_seconds();
  for (std::size_t i = 0; i < after.size(); ++i) {
    time.phases[i] = after[i] - before[i];
    spent_[i] += time.phases[i];
  }
  return time;
}

void TrainingRun::finish_iteration() {
  if (trainer_.epoch_complete()) {
    tell(-1);
    trainer_.end_epoch();
    progress_.epoch(name_, trainer_.position().curve.back(), trainer_.config().epochs);
    save();
  } else if (iteration() % trainer_.config().checkpoint_every == 0 || over()) {
    save();
  }
}

IterationTime TrainingRun::advance() {
  try {
    tell(iteration());
    const IterationTime time = step();
    progress_.iteration(trainer_);
    finish_iteration();
    return time;
  } catch (const models::Diverged& error) {
    progress_.finish();
    throw std::runtime_error(fmt::format("{} stopped in {}{}", name_, error.what(), what_is_left()));
  }
}

void TrainingRun::save() {
  if (tasks_.checkpoint.empty()) return;
  models::save_checkpoint(tasks_.checkpoint, trainer_);
  saved_ = iteration();
}

std::string TrainingRun::what_is_left() const {
  if (tasks_.checkpoint.empty() || saved_ == 0) return "";
  return fmt::format("; {} is still that of iteration {}", tasks_.checkpoint, saved_);
}

TrainingResult TrainingRun::result() const {
  const int done = iteration() - first_;
  return {name_, trainer_.position(), done > 0 ? trainer_.iteration_perplexity() : 0.0, spent_, done};
}

TrainingResult run_to_end(TrainingRun run, Progress& progress) {
  while (!run.over()) run.advance();
  progress.finish();
  return run.result();
}

}  // namespace skipgrid::cli
