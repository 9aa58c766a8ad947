// What an array counts itself, whoever feeds it.
#pragma once

#include <cstdint>

#include "sim/totals.h"

namespace skipgrid::sim {

struct ArrayCounters {
  std::int64_t tiles = 0;
  std::int64_t macs = 0;      ///< PE-cycles with a multiply-accumulate on kept operands
  std::int64_t used_pes = 0;  ///< sum over tiles of the PEs that hold a kept index
  /// Operands, partial sums and stationary values that went into a PE's registers (shifts count padding too).
  std::int64_t register_moves = 0;

  void visit(Totals& totals) {
    for (std::int64_t* count : {&tiles, &macs, &used_pes, &register_moves}) totals.visit(*count);
  }
};

inline ArrayCounters operator-(const ArrayCounters& from, const ArrayCounters& less) {
  return {from.tiles - less.tiles, from.macs - less.macs, from.used_pes - less.used_pes,
          from.register_moves - less.register_moves};
}

}  // namespace skipgrid::sim
