// What bounds a run: the array's peak or the memory's bandwidth, and how much of that bound it reached.
#pragma once

#include <cstdint>

#include "sim/engine/stats.h"

namespace skipgrid::sim {

/// Rates are MACs a cycle. Williams et al., "Roofline", CACM 2009.
struct Roofline {
  double intensity = 0;       ///< MACs done per byte of DRAM traffic
  double bound = 0;           ///< min(PEs, intensity x bytes per cycle)
  bool memory_bound = false;  ///< which of the two it is
  double reached = 0;         ///< share of the bound
};

/// Requires cycles, DRAM traffic and a bandwidth greater than 0.
Roofline roofline(const Stats& stats, std::int64_t pes, double dram_bytes_per_cycle);

}  // namespace skipgrid::sim
