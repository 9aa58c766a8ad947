// The tables about everything around the array: where cycles, bytes and energy went, and what was fused over time.
#pragma once

#include <string>

#include "sim/experiment/results.h"

namespace skipgrid::sim {

/// Per variant and phase, the share of cycles by reason; they add up to 100 %.
std::string cycles_table(const Results& results);
/// Per variant: bytes by level, the roofline, energy by component; empty when neither DRAM nor energy is modelled.
std::string traffic_table(const Results& results);
/// Per variant with fusion: what was fused, and why not; empty when no variant fuses.
std::string fusion_table(const Results& results);

}  // namespace skipgrid::sim
