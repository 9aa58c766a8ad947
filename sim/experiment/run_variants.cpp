#include "sim/experiment/run_variants.h"

#include <algorithm>

#include "sim/experiment/best_schedule.h"
#include "sim/experiment/results.h"
#include "sim/schedule/fixed_schedules.h"

namespace skipgrid::sim {

namespace {

/// Accounts as layers with their phases, in the order in which the trace first names them.
std::vector<LayerResult> layers_of(const Machine& machine) {
  std::vector<LayerResult> layers;
  for (const Account& account : machine.accounts()) {
    const auto known = std::find_if(layers.begin(), layers.end(),
                                    [&](const LayerResult& layer) { return layer.name == account.layer; });
    LayerResult& layer = known != layers.end() ? *known : layers.emplace_back(LayerResult{account.layer, {}});
    layer.stats[account.phase] += account.stats;
  }
  return layers;
}

/// Schedules of one comparison; those that are searched for are found once.
class Schedules {
 public:
  Schedules(const MachineConfig& config, const TraceSource& source, const Scheduling& scheduling)
      : config_(config), source_(source), effort_(scheduling.effort), known_(scheduling.given) {}

  const RunSchedule& of(Variant variant) {
    const auto known = known_.find(variant);
    if (known != known_.end()) return known->second;
    return known_[variant] = find(variant);
  }

 private:
  RunSchedule find(Variant variant) {
    const VariantTraits& traits = traits_of(variant);
    const TraceProducer produce = [&](traces::TraceSink& sink) { source_(variant, sink); };
    switch (traits.scheduled_by) {
      case ScheduledBy::steps: break;
      case ScheduledBy::fusion: return schedule_each(produce, fused_wherever_legal);
      case ScheduledBy::search:
        std::vector<RunSchedule> others;
        if (const auto first = starts_from(variant)) others.push_back(of(*first));
        return find_best_schedule(config_, traits.skipping, effort_, produce, others);
    }
    return {};
  }

  const MachineConfig& config_;
  const TraceSource& source_;
  const Effort effort_;
  std::map<Variant, RunSchedule> known_;
};

/// Of the first iteration.
std::vector<GroupSummary> summary_of(const MachineConfig& config, Variant variant, const RunSchedule& schedule,
                                     const TraceProducer& produce, const Residency& residency) {
  std::vector<GroupSummary> summary;
  if (schedule.empty()) return summary;
  const VariantTraits& traits = traits_of(variant);
  for_each_iteration(produce, [&](const Iteration& iteration) {
    if (!summary.empty()) return;
    summary = summarize(iteration, config, traits.skipping, schedule_for(schedule, iteration, 0),
                        traits.scheduled_by == ScheduledBy::search, residency);
  });
  return summary;
}

VariantResult run_variant(Engine engine, const MachineConfig& config, Variant variant, const TraceSource& source,
                          RunSchedule schedule, MachineObserver* observer) {
  const Skipping skipping = traits_of(variant).skipping;
  const TraceProducer produce = [&](traces::TraceSink& sink) { source(variant, sink); };
  Machine machine(engine, config, skipping, scheduled_residency(config, skipping, schedule, produce), observer);
  run_scheduled(config, skipping, schedule, produce, machine);

  VariantResult result;
  result.variant = variant;
  result.layers = layers_of(machine);
  result.compulsory_bytes = machine.residency().compulsory_bytes();
  if (traits_of(variant).scheduled_by == ScheduledBy::search) {
    const RunSchedule plain = in_trace_order(schedule);
    result.in_trace_order =
        scheduled_cycles(config, skipping, plain, produce, scheduled_residency(config, skipping, plain, produce));
  }
  result.groups = summary_of(config, variant, schedule, produce, machine.residency());
  result.schedule = std::move(schedule);
  result.residency = machine.residency().homes();
  return result;
}

}  // namespace

std::vector<VariantResult> run_variants(Engine engine, const MachineConfig& config,
                                        const std::vector<Variant>& variants, const TraceSource& source,
                                        const Scheduling& scheduling, MachineObserver* observer) {
  Schedules schedules(config, source, scheduling);
  std::vector<VariantResult> results;
  for (const Variant variant : variants) {
    results.push_back(
        run_variant(engine, config, variant, source, schedules.of(variant), results.empty() ? observer : nullptr));
  }
  return results;
}

}  // namespace skipgrid::sim
