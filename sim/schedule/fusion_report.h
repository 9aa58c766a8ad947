// What time fusion did and why, summed over the iterations of a trace.
#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "sim/schedule/group_decision.h"
#include "traces/ops.h"

namespace skipgrid::sim {

/// All groups of one kind of product. Cycles are estimates, summed over the groups that could be fused.
struct FusionRow {
  std::string layer, op;
  traces::Phase phase = traces::Phase::FP;
  std::int64_t groups = 0;    ///< that could be fused
  std::int64_t members = 0;   ///< products in them
  std::int64_t products = 0;  ///< that came of those
  std::int64_t apart = 0;     ///< products that could not be fused although there are others of their kind
  std::array<std::int64_t, kFusionDecisions.size()> decided{};  ///< groups, by decision
  Cycles per_step_skip, fused_dense, fused_skip;
  std::array<std::string, kFusionDecisions.size()> reasons;  ///< the latest, by decision
  std::vector<Cycles> redrawn;                               ///< [s - 1]: fused_skip if each mask lived s steps

  /// The decision taken most often for groups that could be fused; not_fusable when there were none.
  FusionDecision decision() const;
  /// Why, in one short phrase; empty when skipping won.
  const std::string& reason() const;
  /// The smallest redraw_every at which fusing with skip is estimated to beat fusing without; none if no s does or
  /// nothing is masked.
  std::optional<int> breakeven_redraw_every() const;
};

class FusionReport {
 public:
  /// Gives the product's kind its row, if it has none yet.
  void mention(const traces::GemmOp& member) { row(member); }
  void add(const traces::GemmOp& member, std::size_t members, const GroupDecision& decision);
  /// Products that have others of their kind but have to stay apart from them.
  void add_apart(const traces::GemmOp& member, std::size_t products, const std::string& reason);

  /// In the order in which the kinds were first mentioned or added.
  const std::vector<FusionRow>& rows() const { return rows_; }

 private:
  FusionRow& row(const traces::GemmOp& member);

  std::vector<FusionRow> rows_;
};

}  // namespace skipgrid::sim
