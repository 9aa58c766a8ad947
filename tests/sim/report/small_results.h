// Results as a person would look them up.
#pragma once

#include <algorithm>
#include <cstddef>
#include <sstream>
#include <string>

#include "sim/experiment/results.h"

namespace skipgrid::sim::testing {

/// One layer, one phase.
inline Results small_results() {
  Results results;
  results.name = "small";
  results.pes = 64;
  results.clock_mhz = 100;
  results.seed = 1;
  Stats fast, slow;
  fast.cycles = Cycles(1000);
  fast.macs = 32000;
  fast.dense_macs = 64000;
  fast.tiles = 10;
  fast.used_pes = 480;
  fast.compute_cycles = Cycles(800);
  fast.dram_stall_cycles = Cycles(200);
  slow.cycles = Cycles(1790);
  slow.macs = slow.dense_macs = 64000;
  slow.tiles = 20;
  slow.used_pes = 960;
  results.variants.push_back({Variant::structured, {{"lstm0", PhaseStats{{fast, Stats{}, Stats{}}}}}});
  results.variants.push_back({Variant::dense, {{"lstm0", PhaseStats{{slow, Stats{}, Stats{}}}}}});
  return results;
}

inline std::size_t longest_line(const std::string& text) {
  std::istringstream lines(text);
  std::string line;
  std::size_t longest = 0;
  while (std::getline(lines, line)) longest = std::max(longest, line.size());
  return longest;
}

}  // namespace skipgrid::sim::testing
