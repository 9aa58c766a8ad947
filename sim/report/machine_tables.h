// The tables about everything around the array: where cycles, bytes and energy went, and what was fused over time.
#pragma once

#include <string>

#include "sim/experiment/results.h"

namespace skipgrid::sim {

/// Per variant and phase, the share of cycles by reason; they add up to 100 %.
std::string cycles_table(const Results& results);
/// Per variant: bytes by level, the roofline, energy by component; empty when neither DRAM nor energy is modelled.
std::string traffic_table(const Results& results);
/// What the array and DRAM would need at the very least, and how near each variant comes.
std::string bounds_table(const Results& results);
/// Per variant whose schedule was searched for: what was chosen for each group of products, and what the next best
/// would have cost; empty when there is none.
std::string schedule_table(const Results& results);

}  // namespace skipgrid::sim
