// What time fusion needs to know of the hardware: how long a few products take.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "sim/schedule/fusion_policy.h"
#include "sim/units.h"

namespace skipgrid::sim {

/// C[m x n] (+)= A[m x k] B[k x n], kept indices only; any dimension may be 0. Tensors are named without their slice
/// ("lstm0.x_kept"); the names must outlive the product.
struct CostedProduct {
  std::int64_t m = 0, k = 0, n = 0;
  bool accumulate = false;  ///< C is read, too
  std::string_view a, b, c;
};

class GroupCost {
 public:
  virtual ~GroupCost() = default;

  /// Cycles of independent products issued back to back on an idle array, up to the last result.
  virtual Cycles cycles(const std::vector<CostedProduct>& products) const = 0;

  /// One short phrase: why `apart` (not empty, a product for each step or few steps) takes longer than all of it
  /// as the one product `fused`, although what is dropped is skipped in `apart` and computed in `fused`.
  virtual std::string why_fused(const std::vector<CostedProduct>& apart, const CostedProduct& fused,
                                FusedAxis axis) const = 0;
};

}  // namespace skipgrid::sim
