// What a person sees on stderr while points run.
#pragma once

#include <chrono>
#include <string>
#include <vector>

#include "sim/cli/progress/progress_line.h"
#include "sim/sweep/workers/run_points.h"

namespace skipgrid::cli {

/// A line on stderr for each, as long as they are few.
void say_damages(const std::vector<std::string>& damages);

/// "1,234"
std::string count_text(std::size_t count);

/// A RunObserver.
class SweepProgress {
 public:
  /// name: of the sweep, or of a part of it.
  explicit SweepProgress(std::string name);

  void operator()(const sweep::RunState& state);
  /// The bar goes, a line about the whole stays.
  void finish(const sweep::RunState& state, int jobs);

 private:
  using Clock = std::chrono::steady_clock;
  double seconds() const;

  std::string name_;
  ProgressLine line_;
  Clock::time_point start_ = Clock::now();
};

}  // namespace skipgrid::cli
