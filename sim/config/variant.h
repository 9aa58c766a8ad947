// What a run compares, side by side on the same hardware.
#pragma once

#include <cstdint>
#include <string_view>

namespace skipgrid::sim {

/// structured: the configured dropout case, skipping; dense: the same trace, nothing skipped; random: Case I at the
/// same rates, skipping what little it drops for a whole batch. A product per time step in all three.
enum class Variant : std::uint8_t { structured, dense, random };

std::string_view to_string(Variant variant);
/// Throws std::invalid_argument naming the allowed words.
Variant variant_from_string(std::string_view text);

}  // namespace skipgrid::sim
