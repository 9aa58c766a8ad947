// How long something will take, before it is begun: in closed form, from what was measured on one machine. Good for a
// warning and for what a task is worth beside others, not for more.
#pragma once

#include <cstdint>
#include <vector>

#include "sim/array/array_config.h"
#include "sim/array/engine.h"
#include "sim/engine/skipping.h"
#include "sim/experiment/draws/draws.h"
#include "sim/experiment/progress/counted_sink.h"

namespace skipgrid::sim {

struct MachineConfig;
struct RunConfig;

/// Of a product whose kept sizes are m, k and n on engine `pe`.
double pe_seconds(const ArrayConfig& array, std::int64_t m, std::int64_t k, std::int64_t n);

/// Of the products of a machine, of which only what is kept enters the array when it skips. Copies what it needs.
ProductCost product_cost(Engine engine, const MachineConfig& config, Skipping skipping);

/// Of each variant, its search included. Produces an iteration under the first draw once for each kind of dropout;
/// a recorded trace that is long is taken for as long as what can be read of it at once. What is
/// wrong with a trace is not found here: it counts as nothing.
std::vector<double> estimated_seconds(const RunConfig& config, const std::vector<DrawnVariant>& what);

}  // namespace skipgrid::sim
