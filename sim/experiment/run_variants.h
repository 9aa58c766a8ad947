// Runs the variants of a comparison, one after another, on the same hardware.
#pragma once

#include <functional>
#include <vector>

#include "sim/array/array_model.h"
#include "sim/engine/machine.h"
#include "sim/engine/machine_config.h"
#include "sim/experiment/results.h"
#include "sim/experiment/variant.h"
#include "traces/trace_sink.h"

namespace skipgrid::sim {

/// Pushes the trace that a variant is about into a sink, the same one each time it is asked.
using TraceSource = std::function<void(Variant variant, traces::TraceSink& sink)>;

/// Nothing is skipped in `dense` and `dense-fused`; in the other variants whatever the masks of their trace drop.
/// The observer, if any, is told of the operations of the first variant.
std::vector<VariantResult> run_variants(Engine engine, const MachineConfig& config,
                                        const std::vector<Variant>& variants, const TraceSource& source,
                                        MachineObserver* observer = nullptr);

}  // namespace skipgrid::sim
