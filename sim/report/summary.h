// The first screen of a run: what ran, a row a variant, where the cycles go.
#pragma once

#include <cstddef>
#include <string>

#include "sim/experiment/results.h"
#include "sim/report/emphasis.h"
#include "sim/report/text_table.h"

namespace skipgrid::sim {

/// A row a variant, those that took the same cycles for the same work in one. Columns that say nothing are left out,
/// and the least important ones where the table would be wider than `width`.
TextTable variants_table(const Results& results, std::size_t width);

/// The title comes first, then the table and what it means, in lines of at most `width` characters. Headings are
/// strong, the variant with the fewest cycles is good, what words mean is faint.
std::string summary(const Results& results, const std::string& title, std::size_t width, Emphasis emphasis = {});

}  // namespace skipgrid::sim
