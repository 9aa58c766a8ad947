// What a product makes of the array and its buffers, as it is planned. DRAM traffic is counted where it is asked for.
#pragma once

#include "sim/engine/array_unit/gemm_plan.h"
#include "sim/engine/stats.h"

namespace skipgrid::sim {

void count_product(const traces::GemmOp& op, const GemmPlan& plan, const ArrayConfig& array, Skipping skipping,
                   Stats& stats);

}  // namespace skipgrid::sim
