// The cost of products from the array's closed form and, when memory is not ideal, from the bytes that they move.
#pragma once

#include <string>
#include <unordered_set>

#include "sim/array/array_config.h"
#include "sim/schedule/group_cost.h"

namespace skipgrid::sim {

struct GroupCostConfig {
  ArrayConfig array;
  double dram_bytes_per_cycle = 0.0;  ///< 0: memory is ideal
  /// Tensors that stay on chip, named without their slice: they move no bytes.
  std::unordered_set<std::string> pinned;
};

/// max(cycles of the array, bytes moved / bytes per cycle). Each product reads its A and B once (4 bytes an element in
/// fp32, 2 in bf16) and writes its C once (4 bytes), which it reads as well when it accumulates. Tiles that would read
/// an operand again because a buffer is small are left out.
class ArrayGroupCost : public GroupCost {
 public:
  explicit ArrayGroupCost(GroupCostConfig config) : config_(std::move(config)) {}

  Cycles cycles(const std::vector<CostedProduct>& products) const override;
  std::string why_fused(const std::vector<CostedProduct>& apart, const CostedProduct& fused,
                        FusedAxis axis) const override;

 private:
  Cycles array_cycles(const std::vector<CostedProduct>& products) const;
  Bytes moved(const std::vector<CostedProduct>& products) const;
  Cycles dram_cycles(Bytes bytes) const;
  bool pinned(std::string_view tensor) const;

  GroupCostConfig config_;
};

}  // namespace skipgrid::sim
