// Results for people, in full: tables of every variant and phase, and of what is around the array.
#pragma once

#include <string>

#include "sim/experiment/results.h"

namespace skipgrid::sim {

/// A row a variant and phase. At most kTableWidth columns wide, counts in thousands, millions, ... where they would not
/// fit otherwise.
std::string phase_table(const Results& results);
/// A row a variant and layer.
std::string layer_table(const Results& results);
/// A row a variant, operation of a layer and phase.
std::string operation_table(const Results& results);
/// Phases, then intervals of speedups, where all cycles go, bounds, traffic and schedules.
std::string details_table(const Results& results);

}  // namespace skipgrid::sim
