#include "sim/experiment/scheduled_run.h"

#include <utility>

#include "sim/schedule/iteration/iteration_splitter.h"
#include "sim/schedule/scheduling_sink.h"

namespace skipgrid::sim {

void run_scheduled(const MachineConfig& config, Skipping skipping, const RunSchedule& schedule,
                   const TraceProducer& produce, traces::TraceSink& sink) {
  if (schedule.empty()) return produce(sink);
  SchedulingSink scheduling(sink, config, skipping, [&](const Iteration& iteration, std::size_t number) {
    return schedule_for(schedule, iteration, number);
  });
  produce(scheduling);
}

void for_each_iteration(const TraceProducer& produce, const std::function<void(const Iteration& iteration)>& look) {
  IterationSplitter splitter(look);
  produce(splitter);
}

RunSchedule schedule_each(const TraceProducer& produce, const RunScheduleBuilder::Choose& choose) {
  RunScheduleBuilder builder;
  for_each_iteration(produce, [&](const Iteration& iteration) { builder.add(iteration, choose); });
  return std::move(builder).schedule();
}

Cycles scheduled_cycles(const MachineConfig& config, Skipping skipping, const RunSchedule& schedule,
                        const TraceProducer& produce, Residency residency) {
  Machine machine(Engine::tile, config, skipping, std::move(residency));
  run_scheduled(config, skipping, schedule, produce, machine);
  return machine.cycles();
}

Residency scheduled_residency(const MachineConfig& config, Skipping skipping, const RunSchedule& schedule,
                              const TraceProducer& produce) {
  if (config.dram.kind == DramKind::ideal) return {};
  ResidencyPlanner planner(config, skipping);
  run_scheduled(config, skipping, schedule, produce, planner);
  return planner.plan();
}

}  // namespace skipgrid::sim
