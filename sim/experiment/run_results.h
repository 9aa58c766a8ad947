// What a run's variants found out, put together with what was asked for.
#pragma once

#include <vector>

#include "sim/experiment/results.h"
#include "sim/experiment/run_config.h"

namespace skipgrid::sim {

Results run_results(const RunConfig& config, std::vector<VariantResult> variants);

}  // namespace skipgrid::sim
