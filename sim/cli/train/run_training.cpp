#include "sim/cli/train/run_training.h"

#include <fmt/format.h>

#include <algorithm>
#include <stdexcept>

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

namespace {

/// What goes on from iteration to iteration until it is told to stop.
class Drive {
 public:
  Drive(models::Trainer& trainer, models::Device<float>& device, const TrainingTasks& tasks, Progress& progress)
      : trainer_(trainer), device_(device), tasks_(tasks), progress_(progress), saved_(iteration()) {}

  int iteration() const { return trainer_.position().total_iterations; }
  const models::PhaseSeconds& spent() const { return spent_; }

  void to(int stop_at, const std::function<void(int)>& tell) {
    while (iteration() < stop_at) {
      tell(iteration());
      step(iteration() + 1 == stop_at);
      progress_.iteration(trainer_);
      if (trainer_.epoch_complete()) {
        tell(-1);
        trainer_.end_epoch();
        progress_.epoch(trainer_.position().curve.back(), trainer_.config().epochs);
        save();
      } else if (iteration() % trainer_.config().checkpoint_every == 0 || iteration() == stop_at) {
        save();
      }
    }
  }

  /// "; t/checkpoint is still that of iteration 20", or nothing.
  std::string what_is_left() const {
    if (tasks_.checkpoint.empty() || saved_ == 0) return "";
    return fmt::format("; {} is still that of iteration {}", tasks_.checkpoint, saved_);
  }

 private:
  void step(bool last) {
    const models::PhaseSeconds before = device_.phase_seconds();
    trainer_.step(last ? tasks_.in_last_iteration : nullptr);
    const models::PhaseSeconds after = device_.phase_seconds();
    for (std::size_t i = 0; i < spent_.size(); ++i) spent_[i] += after[i] - before[i];
  }

  void save() {
    if (tasks_.checkpoint.empty()) return;
    models::save_checkpoint(tasks_.checkpoint, trainer_);
    saved_ = iteration();
  }

  models::Trainer& trainer_;
  models::Device<float>& device_;
  const TrainingTasks& tasks_;
  Progress& progress_;
  models::PhaseSeconds spent_{};
  int saved_;  // the iteration after which the checkpoint was written last
};

}  // namespace

TrainingResult run_training(const std::string& name, models::Trainer& trainer, models::Device<float>& device,
                            const TrainingTasks& tasks, Progress& progress,
                            const std::function<void(int)>& before_iteration) {
  if (tasks.resume) models::load_checkpoint(tasks.checkpoint, trainer);
  const int first = trainer.position().total_iterations;
  const int all = trainer.all_iterations();
  Drive drive(trainer, device, tasks, progress);
  try {
    drive.to(tasks.stop_at == 0 ? all : std::min(tasks.stop_at, all), [&](int iteration) {
      if (before_iteration) before_iteration(iteration);
    });
  } catch (const models::Diverged& error) {
    progress.finish();
    throw std::runtime_error(fmt::format("{} stopped in {}{}", name, error.what(), drive.what_is_left()));
  }
  progress.finish();
  const int done = drive.iteration() - first;
  return {name, trainer.position(), done > 0 ? trainer.iteration_perplexity() : 0.0, drive.spent(), done};
}

}  // namespace skipgrid::cli
