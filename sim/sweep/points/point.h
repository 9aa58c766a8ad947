// One run of a sweep.
#pragma once

#include <cstdint>

namespace skipgrid::sweep {

/// A few words each, so that a sweep's memory hardly grows with its points: everything else is computed when it is
/// wanted.
struct Point {
  std::uint64_t id = 0;      ///< hash of the resolved configuration, the trace's content and the program's version
  std::uint64_t choice = 0;  ///< which combination of the axes, counted with the last axis moving fastest
  std::uint32_t group = 0;   ///< points with equal numbers run the same trace; they count up from 0
  float cost = 0;            ///< how long it takes, compared with others of its group
};

}  // namespace skipgrid::sweep
