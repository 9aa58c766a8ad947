// What a person sees while training runs: a bar that redraws itself on a terminal, a line now and then elsewhere.
#pragma once

#include <chrono>
#include <cstdint>
#include <iosfwd>
#include <string>

#include "models/training/trainer.h"
#include "sim/cli/progress/progress_line.h"

namespace skipgrid::cli {

class Progress {
 public:
  /// stop_at: total iterations after which training stops; 0: at the end of the last epoch.
  Progress(std::ostream& out, bool terminal, std::string name, int stop_at);

  /// Also of one of several trainings that go on in turn: what is said of speed then is of all together.
  void iteration(const models::Trainer& trainer);
  /// whose: of several trainings at once, which.
  void epoch(const std::string& whose, const models::EpochResult& result, int epochs);
  /// Takes the bar away.
  void finish();

 private:
  using Clock = std::chrono::steady_clock;
  std::string status(const models::Trainer& trainer) const;
  int iterations_left(const models::Trainer& trainer) const;

  std::ostream& out_;
  ProgressLine line_;
  std::string name_;
  int stop_at_;
  int first_iteration_ = -1;  // total iterations when this run began: speed is of this run
  Clock::time_point start_ = Clock::now();
  std::int64_t tokens_ = 0;  // since then
};

}  // namespace skipgrid::cli
