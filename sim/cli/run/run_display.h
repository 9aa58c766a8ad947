// What is seen of run_all() while it runs.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "sim/cli/progress/task_display.h"

namespace skipgrid::sim {
struct RunConfig;
}

namespace skipgrid::cli {

class RunDisplay {
 public:
  /// silent: nothing is. The runs must outlive this.
  RunDisplay(const std::string& command, const std::vector<sim::RunConfig>& runs, int jobs, bool silent);

  /// Null when silent.
  sim::ProgressBoard* board() { return board_.get(); }
  void quietly(const std::function<void()>& write);

 private:
  std::unique_ptr<sim::ProgressBoard> board_;
  std::unique_ptr<TaskDisplay> display_;
};

}  // namespace skipgrid::cli
