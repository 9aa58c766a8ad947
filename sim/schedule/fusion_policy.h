// How a trace may be fused over time, what is decided for a group of products, and along which dimension.
#pragma once

#include <array>
#include <cstdint>
#include <string_view>

namespace skipgrid::sim {

/// dense_fused: every legal group becomes one product, nothing is skipped anywhere.
/// structured_auto: for each legal group whatever is cheapest; all other products skip as their masks say.
enum class FusionPolicy : std::uint8_t { dense_fused, structured_auto };

/// What became of products that are the same but for their time step.
enum class FusionDecision : std::uint8_t {
  not_fusable,    ///< they wait for one another
  per_step_skip,  ///< one a step, each under its own mask
  fused_dense,    ///< one product, nothing skipped
  fused_skip      ///< one product for each run of consecutive steps under the same mask, skipping
};
inline constexpr std::array<FusionDecision, 4> kFusionDecisions{
    FusionDecision::not_fusable, FusionDecision::per_step_skip, FusionDecision::fused_dense,
    FusionDecision::fused_skip};
std::string_view to_string(FusionDecision decision);

/// The dimension that grows: m, rows of A and C one below the other (one weight B for all); k, the columns of A and
/// rows of B side by side (one C, the sum of all).
enum class FusedAxis : std::uint8_t { m, k };

}  // namespace skipgrid::sim
