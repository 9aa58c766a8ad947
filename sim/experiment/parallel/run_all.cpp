#include "sim/experiment/parallel/run_all.h"

#include <fmt/format.h>

#include <optional>
#include <utility>

#include "sim/experiment/draws/draws.h"
#include "sim/experiment/parallel/process_pool.h"
#include "sim/experiment/parallel/variant_bytes.h"
#include "sim/experiment/results.h"
#include "sim/experiment/run_config.h"
#include "sim/experiment/run_results.h"
#include "sim/memory/dram_model.h"

namespace skipgrid::sim {
namespace {

/// What one process does: a variant under a draw of masks; or two, where one starts from what the other has found.
struct Task {
  std::size_t run;
  std::vector<std::size_t> places;  ///< in drawn_variants() of the run
  std::vector<DrawnVariant> what;
};

/// Of all runs, in order.
std::vector<Task> tasks_of(const std::vector<RunConfig>& runs) {
  std::vector<Task> tasks;
  for (std::size_t run = 0; run < runs.size(); ++run) {
    const std::vector<DrawnVariant> all = drawn_variants(runs[run]);
    std::vector<bool> taken(all.size(), false);  // done together with the variant that starts from it
    std::vector<Task> of_run;
    for (std::size_t place = 0; place < all.size(); ++place) {
      Task task{run, {place}, {all[place]}};
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

std::string perform(RunConfig config, const Task& task, const Watch* watch) {
  std::vector<WatchedVariant> results(task.what.size());
  // What is needed is last.
  for (std::size_t i = task.what.size(); i-- > 0;) {
    const bool watched = watch != nullptr && task.run == 0 && task.places[i] == 0;
    results[i].result = run_drawn(config, task.what[i], watched ? &watch->observer : nullptr);
    if (watched) results[i].watched = watch->text();
    config.scheduling.given.try_emplace(task.what[i].variant, results[i].result.schedule);
  }
  return to_bytes(std::move(results));
}

}  // namespace

void run_all(const std::vector<RunConfig>& runs, int jobs,
             const std::function<void(std::size_t run, Results results)>& deliver, const Watch* watch) {
  const std::vector<Task> tasks = tasks_of(runs);
  if (jobs > 1 && tasks.size() > 1) {
    // Once for all processes.
    for (const RunConfig& run : runs) warm_up(run.hardware.machine.dram);
  }
  std::vector<VariantResult> of_run;
  PooledTasks pooled;
  pooled.count = tasks.size();
  pooled.name = [&](std::size_t number) {
    const Task& task = tasks[number];
    return fmt::format("{}, {}", runs[task.run].name, to_string(task.what.front().variant));
  };
  pooled.perform = [&](std::size_t number) { return perform(runs[tasks[number].run], tasks[number], watch); };
  pooled.deliver = [&](std::size_t number, const std::string& bytes) {
    const Task& task = tasks[number];
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
