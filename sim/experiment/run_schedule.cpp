#include "sim/experiment/run_schedule.h"

#include <fmt/format.h>

#include <algorithm>

#include "traces/input_error.h"

namespace skipgrid::sim {

RunSchedule in_trace_order(const RunSchedule& schedule) {
  RunSchedule result;
  result.cut_for_bytes_per_cycle = schedule.cut_for_bytes_per_cycle;
  result.share_of_buffers = schedule.share_of_buffers;
  for (const auto& iteration : schedule.iterations) {
    NamedSchedule plain = *iteration;
    plain.schedule.issue.clear();
    result.iterations.push_back(std::make_shared<const NamedSchedule>(std::move(plain)));
  }
  return result;
}

std::vector<std::string> group_names(const Iteration& iteration) {
  std::vector<std::string> names;
  for (const ProductGroup& group : iteration.groups()) names.push_back(group.text());
  for (const ElementWiseGroup& group : iteration.element_wise_groups()) names.push_back(group.text());
  return names;
}

void RunScheduleBuilder::add(const Iteration& iteration, const Choose& choose) {
  std::shared_ptr<const NamedSchedule>& known = by_structure_[iteration.structure()];
  if (known == nullptr) {
    known = std::make_shared<const NamedSchedule>(NamedSchedule{group_names(iteration), choose(iteration)});
  }
  schedule_.iterations.push_back(known);
}

RunSchedule RunScheduleBuilder::schedule() && {
  // The last stands for all that follow.
  auto& iterations = schedule_.iterations;
  while (iterations.size() > 1 && iterations.back() == iterations[iterations.size() - 2]) iterations.pop_back();
  return std::move(schedule_);
}

const IterationSchedule& schedule_for(const RunSchedule& schedule, const Iteration& iteration, std::size_t number) {
  const NamedSchedule& named = *schedule.iterations[std::min(number, schedule.iterations.size() - 1)];
  const std::vector<std::string> names = group_names(iteration);
  for (std::size_t i = 0; i < std::max(names.size(), named.names.size()); ++i) {
    const std::string has = i < names.size() ? names[i] : "no further group";
    const std::string given = i < named.names.size() ? named.names[i] : "no further group";
    if (has != given) {
      throw InputError("schedule", fmt::format("expected {} in iteration {}, got {}", has, number, given));
    }
  }
  for (std::size_t g = 0; g < iteration.groups().size(); ++g) {
    std::size_t steps = 0;
    for (const Span& span : named.schedule.groups[g].spans) steps += static_cast<std::size_t>(span.steps);
    const std::size_t members = iteration.groups()[g].members.size();
    if (steps == members) continue;
    throw InputError("schedule",
                     fmt::format("{}: expected spans of {} steps in all, got {}", names[g], members, steps));
  }
  return named.schedule;
}

}  // namespace skipgrid::sim
