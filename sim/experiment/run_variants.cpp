#include "sim/experiment/run_variants.h"

#include <algorithm>
#include <optional>
#include <utility>

#include "sim/experiment/judging/best_schedule.h"
#include "sim/experiment/results.h"
#include "sim/schedule/fixed_schedules.h"

namespace skipgrid::sim {

namespace {

/// The schedules of one comparison; those that are searched for are found once.
class Schedules {
 public:
  Schedules(const MachineConfig& config, const TraceSource& source, const Scheduling& scheduling)
      : config_(config), source_(source), effort_(scheduling.effort), given_(scheduling.given) {}

  CutTrace trace(Variant variant) const {
    return CutTrace([this, variant](traces::TraceSink& sink) { source_(variant, sink); });
  }

  /// The schedule of a variant, and what came of it if it has run.
  struct Known {
    RunSchedule schedule;
    std::optional<MeasuredRun> run;
  };
  Known of(Variant variant, const CutTrace& trace, TaskProgress progress) {
    const auto given = given_.find(variant);
    if (given != given_.end()) return {given->second, std::nullopt};
    const VariantTraits& traits = traits_of(variant);
    switch (traits.scheduled_by) {
      case ScheduledBy::steps: break;
      case ScheduledBy::fusion: return {schedule_each(trace, fused_wherever_legal), std::nullopt};
      case ScheduledBy::search: {
        std::vector<RunSchedule> others;
        if (const auto first = starts_from(variant)) {
          const bool is_new = given_.count(*first) == 0;
          others.push_back(of(*first, this->trace(*first), progress.part(0, 0.5)).schedule);
          if (is_new) progress = progress.part(0.5, 1);
        }
        BestSchedule best = find_best_schedule(config_, traits.skipping, effort_, trace, others, progress);
        given_[variant] = best.schedule;
        return {std::move(best.schedule), std::move(best.run)};
      }
    }
    return {};
  }

 private:
  const MachineConfig& config_;
  const TraceSource& source_;
  const Effort effort_;
  std::map<Variant, RunSchedule> given_;
};

/// Of the first iteration.
std::vector<GroupSummary> summary_of(const MachineConfig& config, Variant variant, const RunSchedule& schedule,
                                     const CutTrace& trace, const Residency& residency) {
  std::vector<GroupSummary> summary;
  if (schedule.empty()) return summary;
  const VariantTraits& traits = traits_of(variant);
  trace.for_each([&](const Iteration& iteration) {
    if (!summary.empty()) return;
    summary = summarize(iteration, config, traits.skipping, schedule_for(schedule, iteration, 0),
                        traits.scheduled_by == ScheduledBy::search, residency);
  });
  return summary;
}

bool in_trace_order_already(const RunSchedule& schedule) {
  return std::all_of(schedule.iterations.begin(), schedule.iterations.end(),
                     [](const auto& iteration) { return iteration->schedule.issue.empty(); });
}

/// Of a variant that is searched for and run by engine `tile`, the share of finding its schedule. Beside a run by
/// engine `pe` the search is nothing.
constexpr double kFinding = 0.95;

VariantResult run_variant(Engine engine, const MachineConfig& config, Variant variant, Schedules& schedules,
                          MachineObserver* observer, TaskProgress progress) {
  const bool searches = engine == Engine::tile && traits_of(variant).scheduled_by == ScheduledBy::search;
  const TaskProgress finding = progress.part(0, searches ? kFinding : 0),
                     running = progress.part(searches ? kFinding : 0, 1);
  const Skipping skipping = traits_of(variant).skipping;
  const CutTrace trace = schedules.trace(variant);
  finding.at(searches ? Stage::search : Stage::simulation);
  auto [schedule, run] = schedules.of(variant, trace, finding);
  running.at(Stage::simulation);
  // What was found has run on the machine that is asked for, unless that is another.
  if (!run || engine != Engine::tile || observer != nullptr) {
    const ScheduledTrace scheduled(config, skipping, schedule, trace);
    run = measure(engine, scheduled, scheduled.residency(), running, observer);
  }

  VariantResult result;
  result.variant = variant;
  result.layers = std::move(run->layers);
  result.compulsory_bytes = run->residency.compulsory_bytes();
  if (traits_of(variant).scheduled_by == ScheduledBy::search) {
    result.in_trace_order = run->cycles;
    if (!in_trace_order_already(schedule)) {
      const RunSchedule plain = in_trace_order(schedule);
      const ScheduledTrace scheduled(config, skipping, plain, trace);
      result.in_trace_order = measure(Engine::tile, scheduled, scheduled.residency(), running).cycles;
    }
  }
  result.groups = summary_of(config, variant, schedule, trace, run->residency);
  result.schedule = std::move(schedule);
  result.residency = run->residency.homes();
  return result;
}

}  // namespace

std::vector<VariantResult> run_variants(Engine engine, const MachineConfig& config,
                                        const std::vector<Variant>& variants, const TraceSource& source,
                                        const Scheduling& scheduling, MachineObserver* observer,
                                        TaskProgress progress) {
  Schedules schedules(config, source, scheduling);
  std::vector<VariantResult> results;
  for (const Variant variant : variants) {
    const TaskProgress part = progress.nth(results.size(), variants.size());
    results.push_back(run_variant(engine, config, variant, schedules, results.empty() ? observer : nullptr, part));
  }
  return results;
}

}  // namespace skipgrid::sim
