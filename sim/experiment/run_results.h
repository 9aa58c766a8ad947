// What a run's variants found out, put together with what was asked for.
#pragma once

#include <vector>

namespace skipgrid::sim {

struct Results;
struct RunConfig;
struct VariantResult;

Results run_results(const RunConfig& config, std::vector<VariantResult> variants);

}  // namespace skipgrid::sim
