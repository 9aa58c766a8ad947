// Fuses products over time on their way through: a trace goes in, another trace of the same work comes out.
#pragma once

#include <vector>

#include "sim/schedule/candidates.h"
#include "sim/schedule/fusion_policy.h"
#include "sim/schedule/fusion_report.h"
#include "sim/schedule/group_cost.h"
#include "sim/schedule/id_map.h"
#include "sim/schedule/op_graph.h"
#include "traces/trace_sink.h"

namespace skipgrid::sim {

/// Holds one iteration at a time. What may be fused is found from tensors and shapes; what is legal, from dependencies
/// alone: no product of a group waits for another, directly or through others, with all groups fused before it taken
/// into account. Groups are tried by size, the largest first. Ids are consecutive, dependencies those of all members,
/// and the order is the original one as far as the dependencies leave it.
class FusingSink : public traces::TraceSink {
 public:
  /// Both must outlive the sink.
  FusingSink(traces::TraceSink& downstream, FusionPolicy policy, const GroupCost& cost);

  void begin(const traces::TraceHeader& header) override;
  void gemm(const traces::GemmOp& op) override;
  void vector(const traces::VectorOp& op) override;
  void end() override;

  const FusionReport& report() const { return report_; }

 private:
  template <class Op>
  void buffer(const Op& op);
  void flush();
  OpGraph graph(const std::vector<WriteOrder>& write_orders) const;
  void fuse_candidates(const OpGraph& original, OpGraph& contracted, const Candidates& candidates);
  void fuse_group(OpGraph& contracted, const Candidates& members);
  void emit(const OpGraph& contracted);
  traces::GemmOp product_of(const OpGraph& contracted, std::size_t group) const;
  const traces::GemmOp& gemm_at(std::size_t op) const { return std::get<traces::GemmOp>(ops_[op]); }
  const std::vector<std::uint64_t>& deps_of(std::size_t op) const;

  traces::TraceSink& downstream_;
  const FusionPolicy policy_;
  const GroupCost& cost_;
  FusionReport report_;
  IdMap ids_;

  // Of the iteration at hand:
  int iteration_ = 0;
  IterationOps ops_;
  std::vector<FusedAxis> axis_;    // along which an op's group is fused
  std::vector<char> drops_masks_;  // its masks are not used
};

}  // namespace skipgrid::sim
