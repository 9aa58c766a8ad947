// What a run's variants found out, put together with what was asked for.
#pragma once

#include <vector>

#include "sim/config/run_config.h"
#include "sim/report/results.h"

namespace skipgrid::cli {

sim::Results run_results(const sim::RunConfig& config, std::vector<sim::VariantResult> variants);

}  // namespace skipgrid::cli
