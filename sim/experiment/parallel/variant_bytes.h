// What a variant's run found out, as bytes from one process of this program to another.
#pragma once

#include <string>

#include "sim/experiment/results.h"

namespace skipgrid::sim {

struct WatchedVariant {
  VariantResult result;
  std::string watched;  ///< what an observer of the run had to say
};

std::string to_bytes(std::vector<WatchedVariant> variants);
/// Throws std::runtime_error when these are not all the bytes that to_bytes() wrote.
std::vector<WatchedVariant> variants_from_bytes(const std::string& bytes);

}  // namespace skipgrid::sim
