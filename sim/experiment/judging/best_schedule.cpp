#include "sim/experiment/judging/best_schedule.h"

#include <algorithm>
#include <map>
#include <utility>

#include "sim/experiment/judging/judge.h"
#include "sim/experiment/judging/variations.h"
#include "sim/schedule/fixed_schedules.h"

namespace skipgrid::sim {

namespace {

/// Of the time that it takes to find the best, the share of looking for what could be and of running that; the rest are
/// other ways to cut and pin.
constexpr double kSearch = 0.6;

/// In closed form the best is known to be the best when memory is ideal.
bool exact_in_closed_form(const MachineConfig& config) {
  return config.dram.kind == DramKind::ideal && !config.buffers;
}

/// Operations up to which an iteration is small: its runs cost little, and there may be more of them.
constexpr std::size_t kSmallIteration = 500;
/// Times that variations of the best of a small iteration are looked at, each from what the one before has found.
constexpr int kRounds = 2;

bool small(const CutTrace& trace) {
  bool all = true;
  trace.for_each([&](const Iteration& iteration) { all = all && iteration.ops().size() <= kSmallIteration; });
  return all;
}

MachineConfig with_bandwidth(const MachineConfig& config, double bytes_per_cycle) {
  MachineConfig other = config;
  other.dram.kind = DramKind::bandwidth;
  other.dram.bandwidth.millibytes_per_cycle =
      std::max<std::int64_t>(1, static_cast<std::int64_t>(bytes_per_cycle * 1000));
  return other;
}

/// Machines of which what is good may be good for this one: its traffic counts for less, or for more, than in closed
/// form, since it may or may not hide behind everything else. The same for machines of any bandwidth.
std::vector<MachineConfig> assumptions(const MachineConfig& config) {
  constexpr double kNextToNone = 1e-3, kAsGoodAsIdeal = 1e9;
  std::vector<MachineConfig> assumed;
  for (const double bytes_per_cycle : {kNextToNone, 2.0, 8.0, 32.0, 128.0, kAsGoodAsIdeal})
    assumed.push_back(with_bandwidth(config, bytes_per_cycle));
  return assumed;
}

/// The most promising schedules of each iteration, as whole runs.
std::vector<RunSchedule> searched_runs(const MachineConfig& config, Skipping skipping, Effort effort,
                                       const CutTrace& trace, const Residency& residency) {
  const bool exact = exact_in_closed_form(config);
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

}  // namespace

BestSchedule find_best_schedule(const MachineConfig& config, Skipping skipping, Effort effort, const CutTrace& trace,
                                const std::vector<RunSchedule>& others, TaskProgress progress) {
  Judge judge(config, skipping, trace);
  const std::vector<RunSchedule> fixed{schedule_each(trace, step_by_step), schedule_each(trace, fused_wherever_legal)};
  const bool memory_costs = config.dram.kind != DramKind::ideal && effort != Effort::quick;
  std::vector<MachineConfig> assumed;
  if (memory_costs) assumed = assumptions(config);
  const bool costs_little = effort != Effort::quick && small(trace);
  std::vector<MachineConfig> searched{config};
  if (costs_little) searched.insert(searched.end(), assumed.begin(), assumed.end());
  std::vector<Residency> guesses;
  for (std::size_t i = 0; i < fixed.size(); ++i) {
    const TaskProgress searching = progress.part(0, kSearch).nth(i, fixed.size());
    searching.done(0);
    // What is pinned depends on what is fused.
    Residency residency = ScheduledTrace(config, skipping, fixed[i], trace).residency();
    const bool known = std::any_of(guesses.begin(), guesses.end(),
                                   [&](const Residency& other) { return pins_the_same(other, residency); });
    if (known) continue;
    guesses.push_back(std::move(residency));
    for (std::size_t machine = 0; machine < searched.size(); ++machine) {
      const MachineConfig& other = searched[machine];
      const Residency pinned =
          machine == 0 ? guesses.back() : ScheduledTrace(other, skipping, fixed[i], trace).residency();
      for (const RunSchedule& found : searched_runs(other, skipping, effort, trace, pinned)) judge.look(found);
      searching.done(static_cast<double>(machine + 1) / static_cast<double>(searched.size()));
    }
  }
  for (const RunSchedule& other : others) judge.look(other);
  std::for_each(fixed.rbegin(), fixed.rend(), [&](const RunSchedule& schedule) { judge.look(schedule); });
  look_at_other_plans(judge, assumed, costs_little ? 4 : 1, progress.part(kSearch, 1));
  for (int round = 0; costs_little && round < kRounds; ++round) {
    const Cycles before = judge.best_so_far().run.cycles;
    look_at_other_groups(judge);
    look_at_other_orders(judge, assumed);
    look_at_other_plans(judge, assumed, 4);
    look_at_smaller_buffers(judge, 4);
    if (judge.best_so_far().run.cycles == before) break;
  }
  return std::move(judge).best();
}

}  // namespace skipgrid::sim
