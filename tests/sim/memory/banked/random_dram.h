// Random small memories and request streams, for tests that hold two of something equal.
#pragma once

#include <random>
#include <vector>

#include "sim/memory/dram_model.h"

namespace skipgrid::sim {

using Generator = std::mt19937_64;

/// Uniform in [low, high].
inline int draw(Generator& generator, int low, int high) {
  return low + static_cast<int>(generator() % static_cast<std::uint64_t>(high - low + 1));
}

/// Few banks, small rows, short times: much happens in a few thousand cycles.
BankedDramConfig random_banked_config(Generator& generator);

struct TimedRequest {
  Cycles time;
  DramDirection direction;
  std::vector<DramSegment> segments;
};
/// Long runs, strided rows, single bursts and unaligned ends, reads and writes, alone or in crowds.
std::vector<TimedRequest> random_requests(Generator& generator, const BankedDramConfig& config, int count);

/// Few requests for thousands of consecutive bursts each, most of them read a second time.
std::vector<TimedRequest> random_runs(Generator& generator, const BankedDramConfig& config, int count);

/// Few gathers of thousands of bursts each, one after the other, again and again.
std::vector<TimedRequest> random_gathers(Generator& generator, const BankedDramConfig& config, int count);

}  // namespace skipgrid::sim
