// What a run compares, side by side on the same hardware: the table of variants.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "sim/engine/skipping.h"
#include "sim/schedule/fusion_policy.h"

namespace skipgrid::sim {

enum class Variant : std::uint8_t { structured, dense, dense_fused, random, structured_auto };

/// A line of the table.
struct VariantTraits {
  Variant variant;
  std::string_view name;  ///< in files and reports
  std::string_view what_runs;
  Skipping skipping;
  std::optional<FusionPolicy> fusion;  ///< over time; nothing: a product a time step
  /// Runs under Case I at the configured rates in place of the configured dropout. A recorded trace holds the masks of
  /// one case only, so that no replay has such a variant.
  bool random_masks;
};

const VariantTraits& traits_of(Variant variant);
/// All of them, in the order in which a run has them that does not say which it wants.
const std::vector<Variant>& all_variants();

std::string_view to_string(Variant variant);
/// Throws std::invalid_argument naming the allowed words.
Variant variant_from_string(std::string_view text);

}  // namespace skipgrid::sim
