#include "sim/experiment/judging/best_schedule.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <utility>

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
/// form, since it may or may not hide behind everything else. Bandwidths are whole powers of two, so that a machine
/// and one with twice its bandwidth have most of them in common.
std::vector<MachineConfig> assumptions(const MachineConfig& config) {
  constexpr double kNextToNone = 1e-3, kAsGoodAsIdeal = 1e9;
  std::vector<MachineConfig> assumed;
  const int power = std::ilogb(config.dram_bytes_per_cycle());
  assumed.push_back(with_bandwidth(config, kNextToNone));
  for (int other = power - 1; other <= power + 1; ++other)
    assumed.push_back(with_bandwidth(config, std::ldexp(1, other)));
  assumed.push_back(with_bandwidth(config, kAsGoodAsIdeal));
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

std::vector<std::string> pinned_in(const Residency& residency) {
  std::vector<std::string> names;
  for (const TensorHome& home : residency.homes())
    if (home.pinned) names.push_back(home.name);
  return names;
}

bool pins_the_same(const Residency& x, const Residency& y) {
  return std::equal(x.homes().begin(), x.homes().end(), y.homes().begin(), y.homes().end(),
                    [](const TensorHome& one, const TensorHome& other) {
                      return one.name == other.name && one.pinned == other.pinned;
                    });
}

bool same(const RunSchedule& x, const RunSchedule& y) {
  return x.pinned == y.pinned && x.cut_for_bytes_per_cycle == y.cut_for_bytes_per_cycle &&
         std::equal(x.iterations.begin(), x.iterations.end(), y.iterations.begin(), y.iterations.end(),
                    [](const auto& one, const auto& other) {
                      return one == other || (one->names == other->names && one->schedule == other->schedule);
                    });
}

/// Has the machine judge, and keeps the best.
class Judge {
 public:
  Judge(const MachineConfig& config, Skipping skipping, const CutTrace& trace)
      : config_(config), skipping_(skipping), trace_(trace) {}

  void look(const RunSchedule& schedule, TaskProgress progress = {}) {
    const bool known = std::any_of(looked_at_.begin(), looked_at_.end(),
                                   [&](const RunSchedule& before) { return same(before, schedule); });
    if (schedule.empty() || known) return;
    looked_at_.push_back(schedule);
    const bool first = best_.schedule.empty();
    const ScheduledTrace scheduled(config_, skipping_, schedule, trace_);
    if (!first && scheduled.at_least(kNothingMoves) >= best_.run.cycles) return;
    Residency residency = scheduled.residency();
    if (!first && scheduled.at_least(residency) >= best_.run.cycles) return;
    MeasuredRun run = measure(Engine::tile, scheduled, std::move(residency), progress);
    ran_.emplace(run.cycles.count(), schedule);
    if (first || run.cycles < best_.run.cycles) best_ = {schedule, std::move(run)};
  }

  /// The best `most` schedules as other machines would cut their products, and pin what they would.
  void look_at_other_plans(const std::vector<MachineConfig>& assumed, std::size_t most, TaskProgress progress) {
    std::vector<RunSchedule> schedules;
    for (const auto& [cycles, schedule] : ran_)
      if (schedules.size() < most) schedules.push_back(schedule);
    std::size_t plans = 0;
    for (const RunSchedule& schedule : schedules) {
      for (const MachineConfig& other : assumed) {
        const TaskProgress plan = progress.nth(plans++, schedules.size() * assumed.size());
        plan.done(0);
        RunSchedule planned = schedule;
        planned.pinned.reset();
        planned.pinned = pinned_in(ScheduledTrace(other, skipping_, planned, trace_).residency());
        look(planned, plan.nth(0, 3));
        planned.cut_for_bytes_per_cycle = other.dram_bytes_per_cycle();
        look(planned, plan.nth(1, 3));
        planned.pinned = schedule.pinned;
        look(planned, plan.nth(2, 3));
      }
    }
  }

  /// What is pinned is part of it.
  BestSchedule best() && {
    if (config_.dram.kind != DramKind::ideal) best_.schedule.pinned = pinned_in(best_.run.residency);
    return std::move(best_);
  }

 private:
  const MachineConfig& config_;
  const Skipping skipping_;
  const CutTrace& trace_;
  std::vector<RunSchedule> looked_at_;
  std::multimap<std::int64_t, RunSchedule> ran_;  // by cycles
  BestSchedule best_;
};

}  // namespace

BestSchedule find_best_schedule(const MachineConfig& config, Skipping skipping, Effort effort, const CutTrace& trace,
                                const std::vector<RunSchedule>& others, TaskProgress progress) {
  Judge judge(config, skipping, trace);
  const std::vector<RunSchedule> fixed{schedule_each(trace, step_by_step), schedule_each(trace, fused_wherever_legal)};
  const bool memory_costs = config.dram.kind != DramKind::ideal && effort != Effort::quick;
  std::vector<MachineConfig> assumed;
  if (memory_costs) assumed = assumptions(config);
  const bool costs_little = memory_costs && small(trace);
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
      for (const RunSchedule& found : searched_runs(searched[machine], skipping, effort, trace, guesses.back()))
        judge.look(found);
      searching.done(static_cast<double>(machine + 1) / static_cast<double>(searched.size()));
    }
  }
  for (const RunSchedule& other : others) judge.look(other);
  std::for_each(fixed.rbegin(), fixed.rend(), [&](const RunSchedule& schedule) { judge.look(schedule); });
  judge.look_at_other_plans(assumed, costs_little ? 4 : 1, progress.part(kSearch, 1));
  return std::move(judge).best();
}

}  // namespace skipgrid::sim
