// One small product of each phase on a small array like the run's, watched in the engine `pe`: what a report animates.
#pragma once

#include <nlohmann/json_fwd.hpp>

#include "sim/array/array_config.h"

namespace skipgrid::sim {

/// Two films for each phase, with dropped neurons skipped and with none, on an array of the same dataflow, schedule and
/// multipliers, kFilmedSide x kFilmedSide at most. Of each: sizes, kept indices, cycles, and for every cycle and PE,
/// row by row, five numbers: flags (1 west valid, 2 north valid, 4 and 8 the stationary registers valid, 16 flip, 32
/// busy), then which element came from the west, which from the north, and which the two registers hold. Elements of A
/// and B are counted from 1 in the order of rows; 0: none, or a sum.
nlohmann::ordered_json small_products(const ArrayConfig& like);

inline constexpr int kFilmedSide = 4;

}  // namespace skipgrid::sim
