// What a variant would take at the very least, whatever its schedule.
#pragma once

#include <optional>

#include "sim/experiment/results.h"

namespace skipgrid::sim {

struct Bounds {
  Cycles array;                ///< MACs done over PEs, rounded up
  std::optional<Cycles> dram;  ///< compulsory bytes over bandwidth, rounded up; absent when DRAM is ideal
};

Bounds bounds_of(const VariantResult& variant, const Results& results);

}  // namespace skipgrid::sim
