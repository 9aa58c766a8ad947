#include "sim/cli/train/run_training.h"

#include <algorithm>

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

TrainingResult run_training(const std::string& name, models::Trainer& trainer, models::Device<float>& device,
                            const TrainingTasks& tasks, Progress& progress,
                            const std::function<void(int)>& before_iteration) {
  if (tasks.resume) models::load_checkpoint(tasks.checkpoint, trainer);
  const int first = trainer.position().total_iterations;
  const int all = trainer.config().epochs * trainer.iterations_per_epoch();
  const int stop_at = tasks.stop_at == 0 ? all : std::min(tasks.stop_at, all);
  const auto tell = [&](int iteration) {
    if (before_iteration) before_iteration(iteration);
  };
  const auto save = [&] {
    if (!tasks.checkpoint.empty()) models::save_checkpoint(tasks.checkpoint, trainer);
  };

  models::PhaseSeconds spent{};
  while (trainer.position().total_iterations < stop_at) {
    const int iteration = trainer.position().total_iterations;
    tell(iteration);
    const models::PhaseSeconds before = device.phase_seconds();
    trainer.step(iteration + 1 == stop_at ? tasks.in_last_iteration : nullptr);
    const models::PhaseSeconds after = device.phase_seconds();
    for (std::size_t i = 0; i < spent.size(); ++i) spent[i] += after[i] - before[i];
    progress.iteration(trainer);
    if (trainer.epoch_complete()) {
      tell(-1);
      trainer.end_epoch();
      progress.epoch(trainer.position().curve.back(), trainer.config().epochs);
      save();
    } else if ((iteration + 1) % trainer.config().checkpoint_every == 0 || iteration + 1 == stop_at) {
      save();
    }
  }
  progress.finish();
  const int done = trainer.position().total_iterations - first;
  return {name, trainer.position(), done > 0 ? trainer.iteration_perplexity() : 0.0, spent, done, std::nullopt};
}

}  // namespace skipgrid::cli
