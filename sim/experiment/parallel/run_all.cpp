#include "sim/experiment/parallel/run_all.h"

#include <fmt/format.h>

#include <utility>

#include "sim/experiment/draws/draws.h"
#include "sim/experiment/parallel/process_pool.h"
#include "sim/experiment/parallel/variant_bytes.h"
#include "sim/experiment/results.h"
#include "sim/experiment/run_config.h"
#include "sim/experiment/run_results.h"

namespace skipgrid::sim {
namespace {

/// Of all runs.
struct Task {
  std::size_t run;
  DrawnVariant what;
  bool last;  ///< of its run
};

std::vector<Task> tasks_of(const std::vector<RunConfig>& runs) {
  std::vector<Task> tasks;
  for (std::size_t run = 0; run < runs.size(); ++run) {
    for (const DrawnVariant& what : drawn_variants(runs[run])) tasks.push_back({run, what, false});
    tasks.back().last = true;
  }
  return tasks;
}

std::string perform(const RunConfig& config, const DrawnVariant& what, const Watch* watch) {
  WatchedVariant variant;
  variant.result = run_drawn(config, what, watch != nullptr ? &watch->observer : nullptr);
  if (watch != nullptr) variant.watched = watch->text();
  return to_bytes(std::move(variant));
}

}  // namespace

void run_all(const std::vector<RunConfig>& runs, int jobs,
             const std::function<void(std::size_t run, Results results)>& deliver, const Watch* watch) {
  const std::vector<Task> tasks = tasks_of(runs);
  std::vector<VariantResult> of_run;
  PooledTasks pooled;
  pooled.count = tasks.size();
  pooled.name = [&](std::size_t number) {
    const auto& [run, what, last] = tasks[number];
    return fmt::format("{}, {}", runs[run].name, to_string(what.variant));
  };
  pooled.perform = [&](std::size_t number) {
    return perform(runs[tasks[number].run], tasks[number].what, number == 0 ? watch : nullptr);
  };
  pooled.deliver = [&](std::size_t number, const std::string& bytes) {
    WatchedVariant variant = variant_from_bytes(bytes);
    if (number == 0 && watch != nullptr) watch->take(std::move(variant.watched));
    of_run.push_back(std::move(variant.result));
    if (!tasks[number].last) return;
    const RunConfig& config = runs[tasks[number].run];
    deliver(tasks[number].run, run_results(config, gathered(config, std::exchange(of_run, {}))));
  };
  run_in_processes(pooled, jobs);
}

}  // namespace skipgrid::sim
