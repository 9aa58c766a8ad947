// Drives one training from its beginning, or its checkpoint, to its end.
#pragma once

#include <array>
#include <functional>
#include <optional>
#include <string>

#include "models/training/trainer.h"
#include "models/training/training_json.h"
#include "sim/cli/train/progress.h"
#include "sim/experiment/array_device.h"
#include "traces/trace_sink.h"

namespace skipgrid::cli {

/// What to do besides training. Empty texts: not wanted.
struct TrainingTasks {
  int stop_at = 0;                          ///< total iterations after which to stop; 0: after the last epoch
  std::string checkpoint;                   ///< file to save to
  bool resume = false;                      ///< from that file
  std::function<void()> in_last_iteration;  ///< before the weights are changed
};

/// What the products of a training cost on the array that it went through.
struct ArrayCost {
  sim::ArrayConfig config;
  std::array<sim::ArrayPhase, 3> phases;

  sim::ArrayPhase total() const;
  /// Useful MACs / (R * C * cycles).
  double utilization(const sim::ArrayPhase& phase) const;
};

/// Of what a translation model is judged on when its training ends.
struct TestResult {
  double perplexity = 0.0;
  models::BleuScore bleu;
};

struct TrainingResult {
  std::string name;
  models::TrainingPosition position;
  double iteration_perplexity = 0.0;     ///< of the last iteration
  models::PhaseSeconds phase_seconds{};  ///< of this run
  int iterations = 0;                    ///< of this run
  std::optional<ArrayCost> array = {};   ///< of this run, with --device array
  std::optional<TestResult> test = {};   ///< where there is such

  /// Mean milliseconds an iteration, FP, BP and WG together.
  double milliseconds_per_iteration() const;
};

/// `before_iteration` is told the number of each iteration before it is run, and -1 before each validation.
/// Throws InputError when there is no such checkpoint to resume, and std::runtime_error when the training diverges: the
/// checkpoint that was saved last stays.
TrainingResult run_training(const std::string& name, models::Trainer& trainer, models::Device<float>& device,
                            const TrainingTasks& tasks, Progress& progress,
                            const std::function<void(int)>& before_iteration = nullptr);

}  // namespace skipgrid::cli
