// What a run compares, side by side on the same hardware.
#pragma once

#include <cstdint>
#include <string_view>

namespace skipgrid::sim {

/// structured: the configured dropout case, skipping; dense: the same trace, nothing skipped; random: Case I at the
/// same rates, skipping what little it drops for a whole batch. A product per time step in all three.
/// dense_fused ("dense-fused"): dense, with products fused over time wherever dependencies allow: the best dense
/// schedule. structured_auto ("structured-auto"): per group of products the cheaper of skipping step by step and
/// fusing.
enum class Variant : std::uint8_t { structured, dense, dense_fused, random, structured_auto };

std::string_view to_string(Variant variant);
/// Throws std::invalid_argument naming the allowed words.
Variant variant_from_string(std::string_view text);

}  // namespace skipgrid::sim
