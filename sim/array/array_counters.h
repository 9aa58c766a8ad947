// Counts of an array's work.
#pragma once

#include <cstdint>

namespace skipgrid::sim {

/// What an array counted since it was built.
struct ArrayCounters {
  std::int64_t tiles = 0;
  std::int64_t busy_pe_cycles = 0;  ///< PE-cycles with a multiply-accumulate on kept operands
  std::int64_t used_pes = 0;        ///< sum over tiles of the PEs that hold a kept index
  /// Operands, partial sums and stationary values that went into a PE's registers (shifts count padding too).
  std::int64_t register_moves = 0;
};

}  // namespace skipgrid::sim
