#include "sim/experiment/judging/variations.h"

#include <algorithm>
#include <utility>

#include "sim/schedule/search/issue_order.h"
#include "sim/schedule/search/strip_alternatives.h"
#include "traces/input_error.h"

namespace skipgrid::sim {

namespace {

/// What is pinned together in one order may have no room together in another.
bool fits(const Judge& judge, const RunSchedule& schedule) {
  try {
    ScheduledTrace(judge.config(), judge.skipping(), schedule, judge.trace()).residency();
    return true;
  } catch (const InputError&) {
    return false;
  }
}

/// The best schedule so far, its groups changed, in the order in which a machine would issue them; what is pinned is
/// chosen anew.
template <class Change>
RunSchedule changed(const Judge& judge, const MachineConfig& machine, std::int64_t patience, const Change& change) {
  const BestSchedule& from = judge.best_so_far();
  std::size_t number = 0;
  RunScheduleBuilder builder;
  judge.trace().for_each([&](const Iteration& iteration) {
    builder.add(iteration, [&](const Iteration&) {
      IterationSchedule schedule = schedule_for(from.schedule, iteration, number);
      SpanDemands demands(iteration, machine, judge.skipping(), from.run.residency);
      change(demands, schedule.groups);
      const Lowered lowered(demands, schedule.groups);
      schedule.issue = runs_of(lowered, issue_by_longest_path(lowered, demands, {patience}).order);
      return schedule;
    });
    ++number;
  });
  RunSchedule schedule = std::move(builder).schedule();
  schedule.cut_for_bytes_per_cycle = from.schedule.cut_for_bytes_per_cycle;
  return schedule;
}

void look_at_strips_of(Judge& judge, std::size_t group, bool skips, int share) {
  bool more = true;
  for (std::size_t number = 0; more; ++number) {
    more = false;
    const auto in_strips = [&](SpanDemands& demands, std::vector<GroupSchedule>& schedules) {
      if (group >= schedules.size()) return;
      std::vector<std::vector<Span>> partitions = strip_partitions(demands, group, skips, share);
      if (number >= partitions.size()) return;
      schedules[group].spans = std::move(partitions[number]);
      more = true;
    };
    const RunSchedule schedule = changed(judge, judge.config(), kNever, in_strips);
    if (more) judge.look(schedule);
  }
}

}  // namespace

void look_at_other_plans(Judge& judge, const std::vector<MachineConfig>& assumed, std::size_t most,
                         TaskProgress progress) {
  const std::vector<RunSchedule> schedules = judge.best_ran(most);
  std::size_t plans = 0;
  for (const RunSchedule& schedule : schedules) {
    for (const MachineConfig& other : assumed) {
      const TaskProgress plan = progress.nth(plans++, schedules.size() * assumed.size());
      plan.done(0);
      RunSchedule planned = schedule;
      planned.pinned.reset();
      planned.pinned = pinned_in(ScheduledTrace(other, judge.skipping(), planned, judge.trace()).residency());
      judge.look(planned, plan.nth(0, 3));
      planned.cut_for_bytes_per_cycle = other.dram_bytes_per_cycle();
      judge.look(planned, plan.nth(1, 3));
      planned.pinned = schedule.pinned;
      judge.look(planned, plan.nth(2, 3));
    }
  }
}

void look_at_other_orders(Judge& judge, const std::vector<MachineConfig>& assumed) {
  const std::vector<std::string> pinned = pinned_in(judge.best_so_far().run.residency);
  std::vector<RunSchedule> schedules{in_trace_order(judge.best_so_far().schedule)};
  const auto add = [&](const MachineConfig& machine, std::int64_t patience) {
    schedules.push_back(changed(judge, machine, patience, [](SpanDemands&, std::vector<GroupSchedule>&) {}));
  };
  for (const std::int64_t patience : patiences(judge.config())) {
    add(judge.config(), patience);
    for (const MachineConfig& machine : assumed) add(machine, patience);
  }
  for (RunSchedule& schedule : schedules) {
    judge.look(schedule);
    schedule.pinned = pinned;
    if (fits(judge, schedule)) judge.look(schedule);
  }
}

void look_at_strips(Judge& judge) {
  std::size_t groups = 0;
  judge.trace().for_each([&](const Iteration& iteration) { groups = std::max(groups, iteration.groups().size()); });
  for (std::size_t group = 0; group < groups; ++group) {
    for (const bool skips : {true, false}) {
      if (skips && judge.skipping() == Skipping::off) continue;
      for (const int share : {1, 2, 4}) look_at_strips_of(judge, group, skips, share);
    }
  }
}

}  // namespace skipgrid::sim
