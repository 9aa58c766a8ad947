// Where the operations of a run come from: a model that is traced, or a trace that was recorded.
#pragma once

#include <string>

#include "sim/config/run_config.h"
#include "sim/engine/run_variants.h"

namespace skipgrid::cli {

/// A source that traces the configured model, or reads the configured file, each time it is asked. Throws InputError
/// when the workload and its dropout do not go together.
sim::TraceSource trace_source(const sim::RunConfig& config);

/// Equal for runs whose sources push the same trace for these variants, as long as a replayed file stays what it is.
std::string trace_key(const sim::RunConfig& config, sim::Variant variant);

/// "zaremba_medium, 1 iteration, dropout III: NR 0.5, RH 0, output 0.5", its parameters, and what of its dropout cannot
/// be skipped, a line each; or "trace x.jsonl.gz".
std::string describe_workload(const sim::RunConfig& config);

}  // namespace skipgrid::cli
