// Results for people: one sentence, then a table per variant and phase.
#pragma once

#include <string>

#include "sim/experiment/results.h"
#include "sim/report/text_table.h"

namespace skipgrid::sim {

/// The title comes first. At most kTableWidth columns wide, counts in thousands, millions, ... where they would not fit
/// otherwise.
std::string results_table(const Results& results, const std::string& title);

}  // namespace skipgrid::sim
