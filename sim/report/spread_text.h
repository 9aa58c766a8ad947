// Speedups over several draws of masks, for people.
#pragma once

#include <optional>
#include <string>

#include "sim/experiment/draws/spread.h"

namespace skipgrid::sim {

/// "1.79x"; from two draws on "1.789x +-0.004": half the width of the interval, rounded up, with two or three decimals,
/// as it allows; "-" for nothing.
std::string times(const std::optional<Spread>& factor);

/// The speedups over dense, a line for each other variant; empty with one draw of masks, or without dense.
std::string spread_table(const Results& results);

/// A sentence on what the speedups of these results are means of, or that there is one draw of masks only.
std::string draws_sentence(const Results& results);

}  // namespace skipgrid::sim
