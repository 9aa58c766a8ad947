#include "sim/experiment/best_schedule.h"

#include <algorithm>
#include <map>
#include <optional>
#include <utility>

#include "sim/schedule/fixed_schedules.h"

namespace skipgrid::sim {

namespace {

/// The most promising schedule of each iteration, the next one of each, and so on; then those that are not searched
/// for.
std::vector<RunSchedule> proposals(const MachineConfig& config, Skipping skipping, Effort effort,
                                   const TraceProducer& produce) {
  // In closed form the best is known to be the best when memory is ideal.
  const std::size_t searched = config.dram.kind == DramKind::ideal && !config.buffers ? 1 : 4;
  std::map<std::string, std::vector<FoundSchedule>> found;  // by structure
  std::vector<RunScheduleBuilder> builders(searched + 2);
  for_each_iteration(produce, [&](const Iteration& iteration) {
    for (std::size_t rank = 0; rank < searched; ++rank) {
      builders[rank].add(iteration, [&](const Iteration&) {
        std::vector<FoundSchedule>& those = found[iteration.structure()];
        if (those.empty()) those = search_schedules(iteration, config, skipping, effort);
        return those[std::min(rank, those.size() - 1)].schedule;
      });
    }
    builders[searched].add(iteration, step_by_step);
    builders[searched + 1].add(iteration, fused_wherever_legal);
  });
  std::vector<RunSchedule> runs;
  for (RunScheduleBuilder& builder : builders) runs.push_back(std::move(builder).schedule());
  return runs;
}

}  // namespace

RunSchedule find_best_schedule(const MachineConfig& config, Skipping skipping, Effort effort,
                               const TraceProducer& produce, const std::vector<RunSchedule>& others) {
  std::vector<RunSchedule> runs = proposals(config, skipping, effort, produce);
  runs.insert(runs.end(), others.begin(), others.end());
  std::optional<Cycles> fewest;
  RunSchedule best;
  for (RunSchedule& schedule : runs) {
    if (schedule.empty()) continue;
    const Cycles cycles = scheduled_cycles(config, skipping, schedule, produce);
    if (fewest && cycles >= *fewest) continue;
    fewest = cycles;
    best = std::move(schedule);
  }
  return best;
}

}  // namespace skipgrid::sim
