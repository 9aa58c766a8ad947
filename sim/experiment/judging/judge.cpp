#include "sim/experiment/judging/judge.h"

#include <algorithm>
#include <utility>

namespace skipgrid::sim {

namespace {

bool same(const RunSchedule& x, const RunSchedule& y) {
  return x.pinned == y.pinned && x.cut_for_bytes_per_cycle == y.cut_for_bytes_per_cycle &&
         x.share_of_buffers == y.share_of_buffers &&
         std::equal(x.iterations.begin(), x.iterations.end(), y.iterations.begin(), y.iterations.end(),
                    [](const auto& one, const auto& other) {
                      return one == other || (one->names == other->names && one->schedule == other->schedule);
                    });
}

}  // namespace

std::vector<std::string> pinned_in(const Residency& residency) {
  std::vector<std::string> names;
  for (const TensorHome& home : residency.homes())
    if (home.pinned) names.push_back(home.name);
  return names;
}

void Judge::look(const RunSchedule& schedule, TaskProgress progress) {
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

std::vector<RunSchedule> Judge::best_ran(std::size_t most) const {
  std::vector<RunSchedule> schedules;
  for (const auto& [cycles, schedule] : ran_) {
    if (schedules.size() < most) schedules.push_back(schedule);
  }
  return schedules;
}

BestSchedule Judge::best() && {
  if (config_.dram.kind != DramKind::ideal) best_.schedule.pinned = pinned_in(best_.run.residency);
  return std::move(best_);
}

}  // namespace skipgrid::sim
