// A trace under a schedule, into whatever takes a trace, and what the machine says about it.
#pragma once

#include <variant>
#include <vector>

#include "sim/array/engine.h"
#include "sim/engine/machine_config.h"
#include "sim/engine/residency.h"
#include "sim/engine/skipping.h"
#include "sim/experiment/judging/cut_trace.h"
#include "sim/experiment/progress/task_progress.h"
#include "sim/experiment/results.h"
#include "sim/experiment/run_schedule.h"
#include "traces/trace_sink.h"

namespace skipgrid::sim {

class MachineObserver;

/// An empty schedule: the trace as it is. Throws InputError when the schedule does not fit.
void run_scheduled(const MachineConfig& config, Skipping skipping, const RunSchedule& schedule, const CutTrace& trace,
                   traces::TraceSink& sink);

/// Each iteration's schedule as `choose` says.
RunSchedule schedule_each(const CutTrace& trace, const RunScheduleBuilder::Choose& choose);

/// The trace that a schedule makes of another, to be taken several times: worked out once when the trace is kept.
class ScheduledTrace {
 public:
  /// All references must outlive this. Throws as run_scheduled().
  ScheduledTrace(const MachineConfig& config, Skipping skipping, const RunSchedule& schedule, const CutTrace& trace);

  const MachineConfig& config() const { return config_; }
  Skipping skipping() const { return skipping_; }
  void push(traces::TraceSink& sink) const;
  /// Homes of its tensors; none are needed, nor a pass over the trace, when DRAM is ideal.
  Residency residency() const;
  /// No machine is done sooner.
  Cycles at_least(const Residency& residency) const;

 private:
  MachineConfig config_;
  const Skipping skipping_;
  const RunSchedule& schedule_;
  const CutTrace& trace_;
  traces::TraceHeader header_;
  IterationOps kept_;  // none: pushed through the schedule each time
};

/// What a machine of its own took and counted.
struct MeasuredRun {
  std::vector<LayerResult> layers;  ///< in the order in which the trace first names them
  Residency residency;
  Cycles cycles;
};
MeasuredRun measure(Engine engine, const ScheduledTrace& trace, Residency residency, TaskProgress progress = {},
                    MachineObserver* observer = nullptr);

}  // namespace skipgrid::sim
