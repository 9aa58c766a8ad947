// Which products of an iteration are the same but for their time step: what might be fused, if dependencies allow.
#pragma once

#include <cstddef>
#include <cstdint>
#include <variant>
#include <vector>

#include "sim/schedule/fusion_policy.h"
#include "traces/ops.h"

namespace skipgrid::sim {

/// The operations of one iteration, in trace order. An operation is known by its index here.
using IterationOps = std::vector<std::variant<traces::GemmOp, traces::VectorOp>>;

/// Two or more products of the same layer, op and phase, on slices of the same tensors:
/// axis m: same B (the same value of it), k and n, an output for each.
/// axis k: the same m and n, added into the same value of C, which nobody reads in between.
struct Candidates {
  FusedAxis axis = FusedAxis::m;
  std::vector<std::size_t> members;  ///< increasing
};

/// `later` adds to a sum that `earlier` begins by overwriting what was there. Neither waits for the other, but a trace
/// names the earlier one first.
struct WriteOrder {
  std::size_t earlier = 0;
  std::size_t later = 0;
};

struct FoundCandidates {
  std::vector<Candidates> sets;          ///< disjoint, by first member
  std::vector<WriteOrder> write_orders;  ///< by `later`
};

FoundCandidates find_candidates(const IterationOps& ops);

}  // namespace skipgrid::sim
