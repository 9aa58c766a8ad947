#include "sim/schedule/fused_product.h"

#include <algorithm>

namespace skipgrid::sim {

using traces::GemmOp;
using traces::MaskPtr;

namespace {

template <class Wanted>
bool any_mask(const FusionGroup& group, const Wanted& wanted) {
  return std::any_of(group.members.begin(), group.members.end(), [&](const GemmOp* op) {
    for (const MaskPtr* mask : {&op->skip_m, &op->skip_k, &op->skip_n}) {
      if (*mask != nullptr && wanted((*mask)->mask)) return true;
    }
    return false;
  });
}

}  // namespace

bool FusionGroup::masked() const {
  return any_mask(*this, [](const traces::Mask&) { return true; });
}

bool FusionGroup::batch_structured() const {
  return any_mask(*this, [](const traces::Mask& mask) { return mask.structured(); });
}

std::int64_t FusionGroup::dense_length(std::size_t first, std::size_t count) const {
  std::int64_t length = 0;
  for (std::size_t i = first; i < first + count; ++i) length += axis == FusedAxis::m ? members[i]->m : members[i]->k;
  return length;
}

namespace {

bool same_mask(const MaskPtr& x, const MaskPtr& y) {
  if (x == y) return true;
  return x != nullptr && y != nullptr && x->mask == y->mask;
}

traces::TensorReference span(const FusionGroup& group, traces::TensorReference GemmOp::*operand) {
  std::vector<const traces::TensorReference*> parts;
  for (const GemmOp* op : group.members) parts.push_back(&(op->*operand));
  return traces::span_of(parts);
}

}  // namespace

bool same_masks(const GemmOp& x, const GemmOp& y, FusedAxis axis) {
  const MaskPtr GemmOp::*fused = axis == FusedAxis::m ? &GemmOp::skip_m : &GemmOp::skip_k;
  const MaskPtr GemmOp::*shared = axis == FusedAxis::m ? &GemmOp::skip_k : &GemmOp::skip_m;
  return x.*fused == nullptr && y.*fused == nullptr && same_mask(x.*shared, y.*shared) && same_mask(x.skip_n, y.skip_n);
}

std::vector<std::size_t> same_mask_runs(const FusionGroup& group) {
  std::vector<std::size_t> runs;
  for (std::size_t i = 0; i < group.members.size(); ++i) {
    if (i > 0 && same_masks(*group.members[i - 1], *group.members[i], group.axis)) {
      ++runs.back();
    } else {
      runs.push_back(1);
    }
  }
  return runs;
}

GemmOp fuse(const FusionGroup& group) {
  GemmOp fused = *group.members.front();
  if (group.members.size() == 1) return fused;
  const std::int64_t length = group.dense_length(0, group.members.size());
  fused.padding = 0;
  for (const GemmOp* op : group.members) fused.padding += op->padding;
  fused.a = span(group, &GemmOp::a);
  if (group.axis == FusedAxis::m) {
    fused.m = length;
    fused.c = span(group, &GemmOp::c);
    fused.skip_m = nullptr;
  } else {
    fused.k = length;
    fused.b = span(group, &GemmOp::b);
    fused.skip_k = nullptr;
  }
  return fused;
}

}  // namespace skipgrid::sim
