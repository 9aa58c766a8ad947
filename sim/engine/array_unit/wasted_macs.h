// Multiply-accumulates that the array does for nothing: on zeros that dropout made, and on padding.
#pragma once

#include "sim/engine/skipping.h"
#include "traces/ops.h"

namespace skipgrid::sim {

/// Multiply-accumulates of a product in which the left operand is a zero that dropout made: those that skipping, if
/// any, has left in. A data gradient multiplies no dropped value: its mask is over results.
std::int64_t gated_macs(const traces::GemmOp& op, Skipping skipping);

/// Of `macs` of a product, as many as skipping has left in, those on padding: the share that padding has of all. Exact
/// where masks are on other dimensions than padding, as the samples of a batch are; otherwise rounded down.
std::int64_t padding_macs(const traces::GemmOp& op, std::int64_t macs);

}  // namespace skipgrid::sim
