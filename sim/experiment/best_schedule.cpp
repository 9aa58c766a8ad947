#include "sim/experiment/best_schedule.h"

#include <algorithm>
#include <map>
#include <optional>
#include <utility>

#include "sim/schedule/fixed_schedules.h"

namespace skipgrid::sim {

namespace {

/// The most promising schedules of each iteration, as whole runs.
std::vector<RunSchedule> searched_runs(const MachineConfig& config, Skipping skipping, Effort effort,
                                       const TraceProducer& produce, const Residency& residency) {
  // In closed form the best is known to be the best when memory is ideal.
  const bool exact = config.dram.kind == DramKind::ideal && !config.buffers;
  const std::size_t ranks = exact || effort != Effort::thorough ? 1 : 6;
  std::map<std::string, std::vector<FoundSchedule>> found;  // by structure
  std::vector<RunScheduleBuilder> builders(ranks);
  for_each_iteration(produce, [&](const Iteration& iteration) {
    for (std::size_t rank = 0; rank < ranks; ++rank) {
      builders[rank].add(iteration, [&](const Iteration&) {
        std::vector<FoundSchedule>& those = found[iteration.structure()];
        if (those.empty()) those = search_schedules(iteration, config, skipping, effort, residency);
        return those[std::min(rank, those.size() - 1)].schedule;
      });
    }
  });
  std::vector<RunSchedule> runs;
  for (RunScheduleBuilder& builder : builders) runs.push_back(std::move(builder).schedule());
  return runs;
}

/// Cycles that the run takes at the very least: no order hides what the array and DRAM have to do.
Cycles at_least(const MachineConfig& config, Skipping skipping, const RunSchedule& schedule,
                const TraceProducer& produce, const Residency& residency) {
  Lowered::Bound sum;
  std::size_t number = 0;
  for_each_iteration(produce, [&](const Iteration& iteration) {
    SpanDemands demands(iteration, config, skipping, residency);
    const Lowered::Bound bound = Lowered(demands, schedule_for(schedule, iteration, number++).groups).bound();
    sum.array += bound.array;
    sum.memory += bound.memory;
  });
  return Cycles(std::max(sum.array, sum.memory));
}

}  // namespace

RunSchedule find_best_schedule(const MachineConfig& config, Skipping skipping, Effort effort,
                               const TraceProducer& produce, const std::vector<RunSchedule>& others) {
  const std::vector<RunSchedule> fixed{schedule_each(produce, step_by_step),
                                       schedule_each(produce, fused_wherever_legal)};
  // What is pinned depends on what is fused.
  const std::vector<RunSchedule> guesses =
      config.dram.kind == DramKind::ideal ? std::vector<RunSchedule>{fixed.front()} : fixed;
  std::vector<RunSchedule> runs;
  for (const RunSchedule& guess : guesses) {
    const Residency residency = scheduled_residency(config, skipping, guess, produce);
    for (RunSchedule& searched : searched_runs(config, skipping, effort, produce, residency))
      runs.push_back(std::move(searched));
  }
  runs.insert(runs.end(), others.begin(), others.end());
  runs.insert(runs.end(), fixed.rbegin(), fixed.rend());
  std::optional<Cycles> fewest;
  RunSchedule best;
  for (RunSchedule& schedule : runs) {
    if (schedule.empty()) continue;
    Residency residency = scheduled_residency(config, skipping, schedule, produce);
    if (fewest && at_least(config, skipping, schedule, produce, residency) >= *fewest) continue;
    const Cycles cycles = scheduled_cycles(config, skipping, schedule, produce, std::move(residency));
    if (fewest && cycles >= *fewest) continue;
    fewest = cycles;
    best = std::move(schedule);
  }
  return best;
}

}  // namespace skipgrid::sim
