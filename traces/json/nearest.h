// Finds the name that a misspelled one was meant to be.
#pragma once

#include <string>
#include <vector>

namespace skipgrid {

/// The candidate with the fewest edits (insert, delete, replace, swap neighbours), the first of equals; empty when
/// there are no candidates.
std::string nearest(const std::string& name, const std::vector<std::string>& candidates);

}  // namespace skipgrid
