// What a point of a sweep may cost.
#pragma once

#include <cstdint>
#include <optional>

namespace skipgrid::sweep {

/// Of one point; what is absent is not limited.
struct Limits {
  std::optional<double> seconds;           ///< of wall time
  std::optional<std::int64_t> memory_mib;  ///< that a worker may take on top of what the program itself takes
};

}  // namespace skipgrid::sweep
