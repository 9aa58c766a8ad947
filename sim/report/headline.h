// What a run found, in one or two sentences.
#pragma once

#include <cstddef>
#include <string>

#include "sim/experiment/results.h"

namespace skipgrid::sim {

/// Best against best and what that is made of, then as the paper compares; in lines of at most `width` characters.
/// Empty when a run has none of these pairs.
std::string headline(const Results& results, std::size_t width);

}  // namespace skipgrid::sim
