// What products cost on this machine: the array's closed form, or the traffic that their plans come to, whichever is
// more.
#pragma once

#include <vector>

#include "sim/engine/machine_config.h"
#include "sim/engine/residency.h"
#include "sim/schedule/array_group_cost.h"

namespace skipgrid::sim {

/// Knows what ArrayGroupCost leaves out: operands that are fetched again because a buffer is small.
class PlannedGroupCost : public GroupCost {
 public:
  /// Both must outlive the cost. The residency is that of the trace before fusion.
  PlannedGroupCost(const MachineConfig& config, const Residency& residency);

  Cycles cycles(const std::vector<CostedProduct>& products) const override;
  std::string why_fused(const std::vector<CostedProduct>& apart, const CostedProduct& fused,
                        FusedAxis axis) const override;

 private:
  Bytes moved(const CostedProduct& product) const;

  const MachineConfig& config_;
  const Residency& residency_;
  ArrayGroupCost array_;   // with ideal memory
  ArrayGroupCost simple_;  // for the words
};

}  // namespace skipgrid::sim
