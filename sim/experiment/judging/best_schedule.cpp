#include "sim/experiment/judging/best_schedule.h"

#include <algorithm>
#include <map>
#include <utility>

#include "sim/schedule/fixed_schedules.h"

namespace skipgrid::sim {

namespace {

/// The most promising schedules of each iteration, as whole runs.
std::vector<RunSchedule> searched_runs(const MachineConfig& config, Skipping skipping, Effort effort,
                                       const CutTrace& trace, const Residency& residency) {
  // In closed form the best is known to be the best when memory is ideal.
  const bool exact = config.dram.kind == DramKind::ideal && !config.buffers;
  const std::size_t ranks = exact || effort == Effort::quick ? 1 : effort == Effort::normal ? 3 : 6;
  std::map<std::string, std::vector<FoundSchedule>> found;  // by structure
  std::vector<RunScheduleBuilder> builders(ranks);
  trace.for_each([&](const Iteration& iteration) {
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

bool pins_the_same(const Residency& x, const Residency& y) {
  return std::equal(x.homes().begin(), x.homes().end(), y.homes().begin(), y.homes().end(),
                    [](const TensorHome& one, const TensorHome& other) {
                      return one.name == other.name && one.pinned == other.pinned;
                    });
}

bool same(const RunSchedule& x, const RunSchedule& y) {
  return std::equal(x.begin(), x.end(), y.begin(), y.end(), [](const auto& one, const auto& other) {
    return one == other || (one->names == other->names && one->schedule == other->schedule);
  });
}

}  // namespace

BestSchedule find_best_schedule(const MachineConfig& config, Skipping skipping, Effort effort, const CutTrace& trace,
                                const std::vector<RunSchedule>& others) {
  const std::vector<RunSchedule> fixed{schedule_each(trace, step_by_step), schedule_each(trace, fused_wherever_legal)};
  std::vector<RunSchedule> runs;
  std::vector<Residency> guesses;
  for (const RunSchedule& guess : fixed) {
    // What is pinned depends on what is fused.
    Residency residency = ScheduledTrace(config, skipping, guess, trace).residency();
    const bool known = std::any_of(guesses.begin(), guesses.end(),
                                   [&](const Residency& other) { return pins_the_same(other, residency); });
    if (known) continue;
    guesses.push_back(std::move(residency));
    for (RunSchedule& searched : searched_runs(config, skipping, effort, trace, guesses.back()))
      runs.push_back(std::move(searched));
  }
  runs.insert(runs.end(), others.begin(), others.end());
  runs.insert(runs.end(), fixed.rbegin(), fixed.rend());
  BestSchedule best;
  for (auto schedule = runs.begin(); schedule != runs.end(); ++schedule) {
    const bool known =
        std::any_of(runs.begin(), schedule, [&](const RunSchedule& before) { return same(before, *schedule); });
    if (schedule->empty() || known) continue;
    const bool first = best.schedule.empty();
    const ScheduledTrace scheduled(config, skipping, *schedule, trace);
    if (!first && scheduled.at_least(kNothingMoves) >= best.run.cycles) continue;
    Residency residency = scheduled.residency();
    if (!first && scheduled.at_least(residency) >= best.run.cycles) continue;
    MeasuredRun run = measure(Engine::tile, scheduled, std::move(residency));
    if (first || run.cycles < best.run.cycles) best = {*schedule, std::move(run)};
  }
  return best;
}

}  // namespace skipgrid::sim
