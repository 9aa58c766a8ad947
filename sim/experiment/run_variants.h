// Runs the variants of a comparison, one after another, on the same hardware.
#pragma once

#include <functional>
#include <vector>

#include "sim/array/engine.h"
#include "sim/experiment/variant.h"

namespace skipgrid::traces {
class TraceSink;
}

namespace skipgrid::sim {

class MachineObserver;
struct MachineConfig;
struct VariantResult;

/// Pushes the trace that a variant is about into a sink, the same one each time it is asked.
using TraceSource = std::function<void(Variant variant, traces::TraceSink& sink)>;

/// The observer, if any, is told of the operations of the first variant.
std::vector<VariantResult> run_variants(Engine engine, const MachineConfig& config,
                                        const std::vector<Variant>& variants, const TraceSource& source,
                                        MachineObserver* observer = nullptr);

}  // namespace skipgrid::sim
