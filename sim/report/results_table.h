// Results for people: one sentence, then a table per variant and phase.
#pragma once

#include <string>

#include "sim/report/results.h"
#include "sim/report/text_table.h"

namespace skipgrid::sim {

/// At most kTableWidth columns wide, counts in thousands, millions, ... where they would not fit otherwise.
std::string results_table(const Results& results);

}  // namespace skipgrid::sim
