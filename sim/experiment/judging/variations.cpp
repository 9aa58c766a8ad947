#include "sim/experiment/judging/variations.h"

#include <algorithm>
#include <map>
#include <string>
#include <utility>

#include "sim/schedule/search/alternatives.h"
#include "sim/schedule/search/issue_order.h"
#include "sim/schedule/search/strip_alternatives.h"
#include "traces/input_error.h"

namespace skipgrid::sim {

namespace {

/// What is pinned together in one order may have no room together in another, nor may two tiles beside it.
bool fits(const Judge& judge, const RunSchedule& schedule) {
  try {
    const ScheduledTrace scheduled(judge.config(), judge.skipping(), schedule, judge.trace());
    const Residency residency = scheduled.residency();
    return std::all_of(kBuffers.begin(), kBuffers.end(), [&](Buffer buffer) {
      return residency.streaming_bytes(buffer) >= two_tiles(judge.config(), buffer);
    });
  } catch (const InputError&) {
    return false;
  }
}

/// A change of the best schedule so far.
struct Variation {
  RunSchedule schedule;
  std::int64_t closed_form = 0;  ///< cycles of one iteration of each structure, as far as they are known so
};

/// Its groups changed, in the order in which a machine would issue them; what is pinned is chosen anew. Throws
/// InputError when groups that are legal by themselves wait for each other.
template <class Change>
Variation varied(const Judge& judge, const MachineConfig& machine, std::int64_t patience, const Change& change) {
  const BestSchedule& from = judge.best_so_far();
  Variation variation;
  std::size_t number = 0;
  RunScheduleBuilder builder;
  judge.trace().for_each([&](const Iteration& iteration) {
    builder.add(iteration, [&](const Iteration&) {
      IterationSchedule schedule = schedule_for(from.schedule, iteration, number);
      SpanDemands demands(iteration, machine, judge.skipping(), from.run.residency);
      change(iteration, schedule.groups);
      const Lowered lowered(demands, schedule.groups);
      const Issued issued = issue_by_longest_path(lowered, demands, {patience});
      schedule.issue = runs_of(lowered, issued.order);
      variation.closed_form =
          issued.cycles > kNever - variation.closed_form ? kNever : variation.closed_form + issued.cycles;
      return schedule;
    });
    ++number;
  });
  variation.schedule = std::move(builder).schedule();
  variation.schedule.cut_for_bytes_per_cycle = from.schedule.cut_for_bytes_per_cycle;
  variation.schedule.share_of_buffers = from.schedule.share_of_buffers;
  return variation;
}

void change_nothing(const Iteration&, std::vector<GroupSchedule>&) {}

/// All that a group may be, in one iteration.
std::vector<std::vector<Span>> ways_of(const Judge& judge, const Iteration& iteration, std::size_t group) {
  std::vector<std::vector<Span>> ways;
  if (group >= iteration.groups().size()) return ways;
  SpanDemands demands(iteration, judge.config(), judge.skipping(), judge.best_so_far().run.residency);
  for (Alternative& one : alternatives_of(demands, group, judge.skipping())) ways.push_back(std::move(one.spans));
  for (const bool skips : {true, false}) {
    if (skips && judge.skipping() == Skipping::off) continue;
    for (const int share : {1, 2, 4})
      for (std::vector<Span>& spans : strip_partitions(demands, group, skips, share)) ways.push_back(std::move(spans));
  }
  return ways;
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

void look_at_smaller_buffers(Judge& judge, std::size_t most) {
  if (!judge.config().buffers) return;
  for (RunSchedule schedule : judge.best_ran(most)) {
    schedule.pinned.reset();
    for (const double share : {0.5, 0.25, 0.125}) {
      schedule.share_of_buffers = share;
      if (fits(judge, schedule)) judge.look(schedule);
    }
  }
}

void look_at_other_orders(Judge& judge, const std::vector<MachineConfig>& assumed) {
  const std::vector<std::string> pinned = pinned_in(judge.best_so_far().run.residency);
  std::vector<RunSchedule> schedules{in_trace_order(judge.best_so_far().schedule)};
  const auto add = [&](const MachineConfig& machine, std::int64_t patience) {
    schedules.push_back(varied(judge, machine, patience, change_nothing).schedule);
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

void look_at_other_groups(Judge& judge) {
  std::size_t groups = 0;
  judge.trace().for_each([&](const Iteration& iteration) { groups = std::max(groups, iteration.groups().size()); });
  for (std::size_t group = 0; group < groups; ++group) {
    std::map<std::string, std::vector<std::vector<Span>>> ways;  // by structure
    std::size_t most = 0;
    judge.trace().for_each([&](const Iteration& iteration) {
      const auto [known, is_new] = ways.try_emplace(iteration.structure());
      if (is_new) known->second = ways_of(judge, iteration, group);
      most = std::max(most, known->second.size());
    });
    // What takes a tenth more in closed form does not turn out to be faster.
    const std::int64_t closed_form = varied(judge, judge.config(), kNever, change_nothing).closed_form;
    const std::int64_t most_cycles = closed_form > kNever / 2 ? kNever : closed_form + closed_form / 10;
    for (std::size_t number = 0; number < most; ++number) {
      const auto in_this_way = [&](const Iteration& iteration, std::vector<GroupSchedule>& schedules) {
        const std::vector<std::vector<Span>>& those = ways.at(iteration.structure());
        if (number < those.size()) schedules[group].spans = those[number];
      };
      try {
        const Variation variation = varied(judge, judge.config(), kNever, in_this_way);
        if (variation.closed_form <= most_cycles) judge.look(variation.schedule);
      } catch (const InputError&) {
        // Each group is legal by itself; together they may wait for each other.
      }
    }
  }
}

}  // namespace skipgrid::sim
