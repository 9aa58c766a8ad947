#include "sim/cli/run/run_display.h"

#include <fmt/format.h>

#include <utility>

#include "sim/experiment/parallel/run_all.h"
#include "sim/experiment/progress/work_estimate.h"
#include "sim/experiment/run_config.h"

namespace skipgrid::cli {

RunDisplay::RunDisplay(const std::string& command, const std::vector<sim::RunConfig>& runs, int jobs, bool silent) {
  if (silent) return;
  const std::vector<sim::RunTask> tasks = tasks_of(runs);
  DisplayedTasks displayed;
  for (const sim::RunTask& task : tasks) {
    displayed.seconds.push_back(0);
    for (const double seconds : estimated_seconds(runs[task.run], task.what)) displayed.seconds.back() += seconds;
  }
  board_ = std::make_unique<sim::ProgressBoard>(tasks.size());
  displayed.name = [&runs, tasks](std::size_t task, int what) {
    return fmt::format("{} {}", runs[tasks[task].run].name, to_string(static_cast<sim::Variant>(what)));
  };
  display_ = std::make_unique<TaskDisplay>(command, std::move(displayed), *board_, jobs);
}

void RunDisplay::quietly(const std::function<void()>& write) {
  if (display_) return display_->quietly(write);
  write();
}

}  // namespace skipgrid::cli
