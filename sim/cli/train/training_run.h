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

/// Seconds of an iteration: what the device spent in FP, BP and WG, and all of it.
struct IterationTime {
  models::PhaseSeconds phases{};
  double total = 0.0;
};

/// A training with what is to be done around its iterations, turned one iteration at a time.
class TrainingRun {
 public:
  /// Reads the checkpoint that the tasks want to go on from. `before_iteration` is told the number of each iteration
  /// before it is run, and -1 before each validation. All but `tasks` must outlive it. Throws InputError when there is
  /// no such checkpoint.
  TrainingRun(std::string name, models::Trainer& trainer, models::Device<float>& device, TrainingTasks tasks,
              Progress& progress, std::function<void(int)> before_iteration = nullptr);

  bool over() const { return iteration() == stop_at_; }
  /// An iteration, and what is due after it: the end of an epoch, a checkpoint. Requires !over(). Throws
  /// std::runtime_error when the training diverges: the checkpoint that was saved last stays.
  IterationTime advance();
  TrainingResult result() const;

 private:
  int iteration() const { return trainer_.position().total_iterations; }
  IterationTime step();
  void finish_iteration();
  void tell(int iteration) const;
  void save();
  /// "; t/checkpoint is still that of iteration 20", or nothing.
  std::string what_is_left() const;

  std::string name_;
  models::Trainer& trainer_;
  models::Device<float>& device_;
  TrainingTasks tasks_;
  Progress& progress_;
  std::function<void(int)> before_iteration_;
  int first_, saved_;  // the iteration that it began at, and that after which the checkpoint was written last
  int stop_at_;
  models::PhaseSeconds spent_{};
};

/// A run from where it is to its end.
TrainingResult run_to_end(TrainingRun run, Progress& progress);

}  // namespace skipgrid::cli
