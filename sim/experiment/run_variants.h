// Runs the variants of a comparison, one after another, on the same hardware.
#pragma once

#include <functional>
#include <map>
#include <vector>

#include "sim/array/engine.h"
#include "sim/experiment/progress/task_progress.h"
#include "sim/experiment/run_schedule.h"
#include "sim/experiment/variant.h"
#include "sim/schedule/search/search.h"

namespace skipgrid::traces {
class TraceSink;
}

namespace skipgrid::sim {

class MachineObserver;
struct MachineConfig;
struct VariantResult;

/// Pushes the trace that a variant is about into a sink, the same one each time it is asked.
using TraceSource = std::function<void(Variant variant, traces::TraceSink& sink)>;

/// Where the schedules of `-best` variants come from.
struct Scheduling {
  Effort effort = Effort::normal;
  std::map<Variant, RunSchedule> given = {};  ///< of these nothing is searched for
};

/// The observer, if any, is told of the operations of the first variant; `progress` of how far all of them are.
std::vector<VariantResult> run_variants(Engine engine, const MachineConfig& config,
                                        const std::vector<Variant>& variants, const TraceSource& source,
                                        const Scheduling& scheduling = {}, MachineObserver* observer = nullptr,
                                        TaskProgress progress = {});

}  // namespace skipgrid::sim
