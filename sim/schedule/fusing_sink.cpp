#include "sim/schedule/fusing_sink.h"

#include <algorithm>
#include <map>
#include <utility>

#include "sim/schedule/fused_product.h"
#include "sim/schedule/group_decision.h"

namespace skipgrid::sim {

using traces::GemmOp;
using traces::VectorOp;

FusingSink::FusingSink(traces::TraceSink& downstream, FusionPolicy policy, const GroupCost& cost)
    : downstream_(downstream), policy_(policy), cost_(cost) {}

void FusingSink::begin(const traces::TraceHeader& header) { downstream_.begin(header); }

void FusingSink::gemm(const GemmOp& op) { buffer(op); }

void FusingSink::vector(const VectorOp& op) { buffer(op); }

void FusingSink::end() {
  flush();
  downstream_.end();
}

template <class Op>
void FusingSink::buffer(const Op& op) {
  if (op.iter != iteration_) flush();
  iteration_ = op.iter;
  ops_.emplace_back(op);
}

void FusingSink::flush() {
  if (ops_.empty()) return;
  axis_.assign(ops_.size(), FusedAxis::m);
  drops_masks_.assign(ops_.size(), policy_ == FusionPolicy::dense_fused ? 1 : 0);

  FoundCandidates found = find_candidates(ops_);
  for (const Candidates& set : found.sets) report_.mention(gemm_at(set.members.front()));
  const auto macs = [&](const Candidates& set) {
    std::int64_t sum = 0;
    for (const std::size_t op : set.members) sum += gemm_at(op).dense_macs();
    return sum;
  };
  std::stable_sort(found.sets.begin(), found.sets.end(),
                   [&](const Candidates& x, const Candidates& y) { return macs(x) > macs(y); });
  const OpGraph original = graph(found.write_orders);
  OpGraph contracted = original;
  for (const Candidates& candidates : found.sets) fuse_candidates(original, contracted, candidates);
  emit(contracted);
  ops_.clear();
}

OpGraph FusingSink::graph(const std::vector<WriteOrder>& write_orders) const {
  std::vector<OpGraph::Edge> edges;
  const std::uint64_t first = ids_.next_old_id();
  for (std::size_t op = 0; op < ops_.size(); ++op) {
    for (const std::uint64_t dep : deps_of(op)) {
      if (dep >= first) edges.push_back({static_cast<std::size_t>(dep - first), op});
    }
  }
  for (const WriteOrder& order : write_orders) edges.push_back({order.earlier, order.later, true});
  return OpGraph(ops_.size(), edges);
}

void FusingSink::fuse_candidates(const OpGraph& original, OpGraph& contracted, const Candidates& candidates) {
  std::map<int, std::vector<std::size_t>> groups;  // by depth: those of one depth do not wait for one another
  const std::vector<int> depths = contracted.depths(candidates.members);
  for (std::size_t i = 0; i < depths.size(); ++i) groups[depths[i]].push_back(candidates.members[i]);

  std::size_t apart = 0;
  for (const auto& [depth, members] : groups) {
    if (members.size() > 1) {
      fuse_group(contracted, {candidates.axis, members});
    } else {
      ++apart;
    }
  }
  if (apart > 0) {
    const bool by_themselves = original.depths(candidates.members) == depths;
    report_.add_apart(
        gemm_at(candidates.members.front()), apart,
        by_themselves ? "each step waits for the one before" : "legal alone, but not together with what else is fused");
  }
}

void FusingSink::fuse_group(OpGraph& contracted, const Candidates& members) {
  FusionGroup group{members.axis, {}};
  for (const std::size_t op : members.members) group.members.push_back(&gemm_at(op));
  const GemmOp& first = *group.members.front();
  const GemmOp whole = fuse(group);
  if (!traces::valid_shape(whole.m, whole.k, whole.n)) {
    report_.add_apart(first, group.members.size(), "too large for one product");
    return;
  }

  const GroupDecision decision =
      policy_ == FusionPolicy::dense_fused ? decide_dense(group, cost_) : decide_auto(group, cost_);
  report_.add(first, group.members.size(), decision);

  std::vector<std::vector<std::size_t>> runs;
  auto next = members.members.begin();
  for (const std::size_t count : decision.runs) {
    const auto begin = next;
    next += static_cast<std::ptrdiff_t>(count);
    if (count > 1) runs.emplace_back(begin, next);
  }
  if (!runs.empty()) contracted.contract(runs);
  for (const std::size_t op : members.members) {
    axis_[op] = members.axis;
    if (decision.decision == FusionDecision::fused_dense) drops_masks_[op] = 1;
  }
}

void FusingSink::emit(const OpGraph& contracted) {
  std::vector<std::uint32_t> places(ops_.size());
  for (std::size_t place = 0; place < contracted.order().size(); ++place) {
    for (const std::size_t op : contracted.members(contracted.order()[place])) {
      places[op] = static_cast<std::uint32_t>(place);
    }
  }
  std::uint64_t id = ids_.next_new_id();
  ids_.append(places, contracted.order().size());

  for (const std::size_t group : contracted.order()) {
    std::vector<std::uint64_t> deps;
    for (const std::size_t op : contracted.members(group)) {
      for (const std::uint64_t dep : deps_of(op)) deps.push_back(ids_.new_id(dep));
    }
    std::sort(deps.begin(), deps.end());
    deps.erase(std::unique(deps.begin(), deps.end()), deps.end());

    if (auto* vector = std::get_if<VectorOp>(&ops_[group])) {
      vector->id = id++;
      vector->deps = std::move(deps);
      downstream_.vector(*vector);
    } else {
      GemmOp product = product_of(contracted, group);
      product.id = id++;
      product.deps = std::move(deps);
      downstream_.gemm(product);
    }
  }
}

GemmOp FusingSink::product_of(const OpGraph& contracted, std::size_t group) const {
  FusionGroup fused{axis_[group], {}};
  for (const std::size_t op : contracted.members(group)) fused.members.push_back(&gemm_at(op));
  GemmOp product = fuse(fused);
  if (drops_masks_[group]) product.skip_m = product.skip_k = product.skip_n = nullptr;
  return product;
}

const std::vector<std::uint64_t>& FusingSink::deps_of(std::size_t op) const {
  return std::visit(
      [](const auto& o) -> const auto& { return o.deps; }, ops_[op]);
}

}  // namespace skipgrid::sim
