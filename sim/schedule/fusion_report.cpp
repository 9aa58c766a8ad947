#include "sim/schedule/fusion_report.h"

#include <algorithm>

namespace skipgrid::sim {

namespace {

std::size_t place(FusionDecision decision) { return static_cast<std::size_t>(decision); }

}  // namespace

FusionDecision FusionRow::decision() const {
  if (groups == 0) return FusionDecision::not_fusable;
  const auto most = std::max_element(decided.begin() + place(FusionDecision::not_fusable) + 1, decided.end());
  return kFusionDecisions[static_cast<std::size_t>(most - decided.begin())];
}

const std::string& FusionRow::reason() const { return reasons[place(decision())]; }

std::optional<int> FusionRow::breakeven_redraw_every() const {
  const auto first = std::find_if(redrawn.begin(), redrawn.end(), [&](Cycles cycles) { return cycles < fused_dense; });
  if (first == redrawn.end()) return std::nullopt;
  return static_cast<int>(first - redrawn.begin()) + 1;
}

FusionRow& FusionReport::row(const traces::GemmOp& member) {
  const auto found = std::find_if(rows_.begin(), rows_.end(), [&](const FusionRow& row) {
    return row.phase == member.phase && row.layer == member.layer && row.op == member.op;
  });
  if (found != rows_.end()) return *found;
  FusionRow row;
  row.layer = member.layer, row.op = member.op, row.phase = member.phase;
  rows_.push_back(std::move(row));
  return rows_.back();
}

void FusionReport::add(const traces::GemmOp& member, std::size_t members, const GroupDecision& decision) {
  FusionRow& sum = row(member);
  ++sum.groups;
  sum.members += static_cast<std::int64_t>(members);
  sum.products += static_cast<std::int64_t>(decision.runs.size());
  ++sum.decided[place(decision.decision)];
  sum.reasons[place(decision.decision)] = decision.reason;
  sum.per_step_skip += decision.per_step_skip;
  sum.fused_dense += decision.fused_dense;
  sum.fused_skip += decision.fused_skip;

  // A mask that outlives its group costs as much as one that lives as long: both lists go on with their last entry.
  const std::vector<Cycles>& redrawn = decision.redrawn;
  if (redrawn.empty()) return;
  if (sum.redrawn.size() < redrawn.size()) {
    sum.redrawn.resize(redrawn.size(), sum.redrawn.empty() ? Cycles(0) : sum.redrawn.back());
  }
  for (std::size_t s = 0; s < sum.redrawn.size(); ++s) sum.redrawn[s] += redrawn[std::min(s, redrawn.size() - 1)];
}

void FusionReport::add_apart(const traces::GemmOp& member, std::size_t products, const std::string& reason) {
  FusionRow& sum = row(member);
  sum.apart += static_cast<std::int64_t>(products);
  ++sum.decided[place(FusionDecision::not_fusable)];
  sum.reasons[place(FusionDecision::not_fusable)] = reason;
}

}  // namespace skipgrid::sim
