// What a run compares, side by side on the same hardware: the table of variants.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "sim/engine/skipping.h"

namespace skipgrid::sim {

enum class Variant : std::uint8_t { structured_best, dense_best, structured, dense, dense_fused, random };

/// Where a variant's schedule comes from.
enum class ScheduledBy : std::uint8_t {
  steps,   ///< a product a time step, in the order of the trace
  fusion,  ///< over time wherever that is legal
  search   ///< the best that is found, or one that is given
};

/// A line of the table.
struct VariantTraits {
  Variant variant;
  std::string_view name;  ///< in files and reports
  std::string_view what_runs;
  Skipping skipping;
  ScheduledBy scheduled_by;
  /// Runs under Case I at the configured rates in place of the configured dropout, if there is a model to be traced.
  bool ordinary_dropout;
};

const VariantTraits& traits_of(Variant variant);
/// All of them, in the order in which a run has them that does not say which it wants.
const std::vector<Variant>& all_variants();
/// The variant whose schedule the search for another's starts from: what is best without skipping is one way to
/// schedule what may skip.
std::optional<Variant> starts_from(Variant variant);
/// A recorded trace holds the masks of one case only: nothing else can be skipped in it.
bool needs_model(Variant variant);

std::string_view to_string(Variant variant);
/// Throws std::invalid_argument naming the allowed words.
Variant variant_from_string(std::string_view text);

}  // namespace skipgrid::sim
