#include "sim/schedule/group_decision.h"

#include <algorithm>

namespace skipgrid::sim {

using traces::GemmOp;

namespace {

enum class Skip : bool { no, yes };

/// The alternatives of one group as lists of products.
class Alternatives {
 public:
  Alternatives(const FusionGroup& group, Skip skip) : group_(group) {
    for (const GemmOp* op : group.members) {
      CostedProduct step{op->m, op->k, op->n, op->accumulate, op->a.name, op->b.name, op->c.name};
      if (skip == Skip::yes) step.m = op->kept_m(), step.k = op->kept_k(), step.n = op->kept_n();
      steps_.push_back(step);
    }
  }

  const std::vector<CostedProduct>& per_step() const { return steps_; }

  CostedProduct fused_dense() const {
    const GemmOp& first = *group_.members.front();
    CostedProduct product = steps_.front();
    product.m = first.m, product.k = first.k, product.n = first.n;
    set_length(product, 0, steps_.size());
    return product;
  }

  std::vector<CostedProduct> in_runs(const std::vector<std::size_t>& runs) const {
    std::vector<CostedProduct> products;
    products.reserve(runs.size());
    std::size_t first = 0;
    for (const std::size_t count : runs) {
      CostedProduct product = steps_[first];
      if (count > 1) set_length(product, first, count);
      products.push_back(product);
      first += count;
    }
    return products;
  }

  std::vector<CostedProduct> redrawn_every(std::size_t steps) const {
    std::vector<std::size_t> runs;
    for (std::size_t first = 0; first < steps_.size(); first += steps) {
      runs.push_back(std::min(steps, steps_.size() - first));
    }
    return in_runs(runs);
  }

 private:
  void set_length(CostedProduct& product, std::size_t first, std::size_t count) const {
    (group_.axis == FusedAxis::m ? product.m : product.k) = group_.dense_length(first, count);
  }

  const FusionGroup& group_;
  std::vector<CostedProduct> steps_;
};

}  // namespace

GroupDecision decide_dense(const FusionGroup& group, const GroupCost& cost) {
  const Alternatives alternatives(group, Skip::no);
  GroupDecision result;
  result.decision = FusionDecision::fused_dense;
  result.runs = {group.members.size()};
  result.per_step_skip = cost.cycles(alternatives.per_step());
  result.fused_dense = result.fused_skip = cost.cycles({alternatives.fused_dense()});
  return result;
}

GroupDecision decide_auto(const FusionGroup& group, const GroupCost& cost) {
  const Alternatives alternatives(group, Skip::yes);
  const std::size_t members = group.members.size();
  const std::vector<std::size_t> runs = same_mask_runs(group);
  const bool masks_repeat = runs.size() < members;
  GroupDecision result;
  result.per_step_skip = cost.cycles(alternatives.per_step());
  result.fused_dense = cost.cycles({alternatives.fused_dense()});
  result.fused_skip = masks_repeat ? cost.cycles(alternatives.in_runs(runs)) : result.per_step_skip;
  if (group.batch_structured()) {
    for (std::size_t s = 1; s <= members; ++s) {
      result.redrawn.push_back(cost.cycles(alternatives.redrawn_every(s)));
    }
  }

  if (!group.masked()) {
    if (result.fused_dense <= result.per_step_skip) {
      result.decision = FusionDecision::fused_dense;
      result.reason = "nothing to skip";
    }
  } else if (result.fused_dense < std::min(result.per_step_skip, result.fused_skip)) {
    result.decision = FusionDecision::fused_dense;
    result.reason = cost.why_fused(alternatives.in_runs(runs), alternatives.fused_dense(), group.axis);
  } else if (masks_repeat && result.fused_skip <= result.per_step_skip) {
    result.decision = FusionDecision::fused_skip;
  }

  switch (result.decision) {
    case FusionDecision::fused_dense: result.runs = {members}; break;
    case FusionDecision::fused_skip: result.runs = runs; break;
    default: result.runs.assign(members, 1);
  }
  return result;
}

}  // namespace skipgrid::sim
