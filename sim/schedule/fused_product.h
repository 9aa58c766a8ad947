// One product in place of several that differ in their time step.
#pragma once

#include <vector>

#include "sim/schedule/fusion_policy.h"
#include "traces/ops.h"

namespace skipgrid::sim {

/// Products that may be fused along `axis`, in trace order; at least one. They must outlive the group.
struct FusionGroup {
  FusedAxis axis = FusedAxis::m;
  std::vector<const traces::GemmOp*> members;

  bool masked() const;
  /// With at least one mask that is the same for the whole batch.
  bool batch_structured() const;
  /// Length of the fused dimension, nothing skipped, of members [first, first + count).
  std::int64_t dense_length(std::size_t first, std::size_t count) const;
};

/// Fused along `axis`, the two skip just what each would skip: their masks on the other two dimensions are the same bit
/// for bit, and there is none on this one.
bool same_masks(const traces::GemmOp& x, const traces::GemmOp& y, FusedAxis axis);

/// Lengths of the longest runs of consecutive members that have the same masks; they add up to the group.
std::vector<std::size_t> same_mask_runs(const FusionGroup& group);

/// All members as one: step and labels of the first; of sequences, all slices ("lstm0.x[0..34]"). Masks are the first
/// member's on the dimensions that all share, none on the fused one. Padding is that of all. id and deps are left as in
/// the first member.
traces::GemmOp fuse(const FusionGroup& group);

}  // namespace skipgrid::sim
