// Streams of requests as traces ask for them: blocks of tiles, gathers of kept rows, strips of results and pieces of
// element-wise operands, one after another or interleaved. Their shapes are those of recorded runs.
#pragma once

#include <string>
#include <vector>

#include "sim/memory/dram_model.h"

namespace skipgrid::sim {

struct PatternRequest {
  DramDirection direction;
  std::vector<DramSegment> segments;
};

struct TracePattern {
  std::string name;
  int under_way = 1;  // requests that are asked for before the first of them is done
  std::vector<PatternRequest> requests;
};

/// Some hundred thousand bursts each at most; the same at every call.
std::vector<TracePattern> trace_patterns();

/// When the last request of a pattern is done. The caller is a machine's: it asks for the next when it has room.
Cycles time_of(const TracePattern& pattern, DramModel& dram);

}  // namespace skipgrid::sim
