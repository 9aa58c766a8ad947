// A trace under a schedule, into whatever takes a trace.
#pragma once

#include <functional>

#include "sim/engine/machine.h"
#include "sim/experiment/run_schedule.h"
#include "traces/trace_sink.h"

namespace skipgrid::sim {

using TraceProducer = std::function<void(traces::TraceSink& sink)>;

/// An empty schedule: the trace as it is. Throws InputError when the schedule does not fit.
void run_scheduled(const MachineConfig& config, Skipping skipping, const RunSchedule& schedule,
                   const TraceProducer& produce, traces::TraceSink& sink);

/// Shows each iteration of a trace.
void for_each_iteration(const TraceProducer& produce, const std::function<void(const Iteration& iteration)>& look);

/// Each iteration's schedule as `choose` says.
RunSchedule schedule_each(const TraceProducer& produce, const RunScheduleBuilder::Choose& choose);

/// What a trace takes under a schedule, with its residency, on a machine of its own (engine `tile`, whose cycles are
/// those of `pe`).
Cycles scheduled_cycles(const MachineConfig& config, Skipping skipping, const RunSchedule& schedule,
                        const TraceProducer& produce, Residency residency);

/// Homes of the tensors of that trace; none are needed, nor the pass over the trace, when DRAM is ideal.
Residency scheduled_residency(const MachineConfig& config, Skipping skipping, const RunSchedule& schedule,
                              const TraceProducer& produce);

}  // namespace skipgrid::sim
