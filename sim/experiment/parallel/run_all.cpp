#include "sim/experiment/parallel/run_all.h"

#include <fmt/format.h>

#include <optional>
#include <utility>

#include "sim/experiment/draws/draws.h"
#include "sim/experiment/parallel/process_pool.h"
#include "sim/experiment/parallel/variant_bytes.h"
#include "sim/experiment/progress/progress_board.h"
#include "sim/experiment/results.h"
#include "sim/experiment/run_config.h"
#include "sim/experiment/run_results.h"
#include "sim/memory/dram_model.h"

namespace skipgrid::sim {
namespace {

std::string perform(RunConfig config, const RunTask& task, const Watch* watch, TaskProgress progress) {
  std::vector<WatchedVariant> results(task.what.size());
  // What is needed is last.
  for (std::size_t i = task.what.size(); i-- > 0;) {
    const bool watched = watch != nullptr && task.run == 0 && task.places[i] == 0;
    const TaskProgress part = progress.nth(task.what.size() - 1 - i, task.what.size());
    part.begin(static_cast<int>(task.what[i].variant));
    results[i].result = run_drawn(config, task.what[i], watched ? &watch->observer : nullptr, part);
    if (watched) results[i].watched = watch->text();
    config.scheduling.given.try_emplace(task.what[i].variant, results[i].result.schedule);
  }
  progress.at(Stage::ended);
  return to_bytes(std::move(results));
}

}  // namespace

std::vector<RunTask> tasks_of(const std::vector<RunConfig>& runs) {
  std::vector<RunTask> tasks;
  for (std::size_t run = 0; run < runs.size(); ++run) {
    const std::vector<DrawnVariant> all = drawn_variants(runs[run]);
    std::vector<bool> taken(all.size(), false);  // done together with the variant that starts from it
    std::vector<RunTask> of_run;
    for (std::size_t place = 0; place < all.size(); ++place) {
      RunTask task{run, {place}, {all[place]}};
      const std::optional<Variant> first = starts_from(all[place].variant);
      for (std::size_t other = 0; other < all.size(); ++other) {
        if (all[other].variant != first || all[other].draw != all[place].draw) continue;
        taken[other] = true;
        task.places.push_back(other);
        task.what.push_back(all[other]);
      }
      of_run.push_back(std::move(task));
    }
    for (std::size_t place = 0; place < all.size(); ++place) {
      if (!taken[place]) tasks.push_back(std::move(of_run[place]));
    }
  }
  return tasks;
}

void run_all(const std::vector<RunConfig>& runs, int jobs,
             const std::function<void(std::size_t run, Results results)>& deliver, const Watch* watch,
             ProgressBoard* board) {
  const std::vector<RunTask> tasks = tasks_of(runs);
  if (jobs > 1 && tasks.size() > 1) {
    // Once for all processes.
    for (const RunConfig& run : runs) warm_up(run.hardware.machine.dram);
  }
  std::vector<VariantResult> of_run;
  PooledTasks pooled;
  pooled.count = tasks.size();
  pooled.name = [&](std::size_t number) {
    const RunTask& task = tasks[number];
    return fmt::format("{}, {}", runs[task.run].name, to_string(task.what.front().variant));
  };
  pooled.perform = [&](std::size_t number) {
    const TaskProgress progress = board != nullptr ? TaskProgress((*board)[number]) : TaskProgress();
    return perform(runs[tasks[number].run], tasks[number], watch, progress);
  };
  pooled.deliver = [&](std::size_t number, const std::string& bytes) {
    const RunTask& task = tasks[number];
    const RunConfig& config = runs[task.run];
    of_run.resize(drawn_variants(config).size());
    std::vector<WatchedVariant> results = variants_from_bytes(bytes);
    for (std::size_t i = 0; i < results.size(); ++i) {
      if (watch != nullptr && task.run == 0 && task.places[i] == 0) watch->take(std::move(results[i].watched));
      of_run.at(task.places[i]) = std::move(results[i].result);
    }
    if (number + 1 < tasks.size() && tasks[number + 1].run == task.run) return;
    deliver(task.run, run_results(config, gathered(config, std::exchange(of_run, {}))));
  };
  run_in_processes(pooled, jobs);
}

}  // namespace skipgrid::sim
