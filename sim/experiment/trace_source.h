// Where the operations of a run come from: a model that is traced, or a trace that was recorded.
#pragma once

#include <string>

#include "sim/experiment/run_variants.h"

namespace skipgrid::sim {

struct RunConfig;

/// A source that traces the configured model, or reads the configured file, each time it is asked.
TraceSource trace_source(const RunConfig& config);

/// Equal for runs whose sources push the same trace for these variants, as long as a replayed file stays what it is.
std::string trace_key(const RunConfig& config, Variant variant);

}  // namespace skipgrid::sim
