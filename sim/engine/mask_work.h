// What masks cost the skip unit, and what work on zeros they leave in.
#pragma once

#include "sim/engine/machine_config.h"
#include "sim/engine/skipping.h"
#include "traces/ops.h"

namespace skipgrid::sim {

/// Cycles that the skip unit needs for the masks of one product, all of whose bits it reads.
Cycles scan_cycles(const SkipUnitConfig& config, const traces::GemmOp& op);

/// Multiply-accumulates of a product in which the left operand is a zero that dropout made: those that skipping, if
/// any, has left in. A data gradient multiplies no dropped value: its mask is over results.
std::int64_t gated_macs(const traces::GemmOp& op, Skipping skipping);

}  // namespace skipgrid::sim
