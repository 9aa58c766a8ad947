// Which waves of a product are, to everything around the array, the same again.
#pragma once

#include <cstdint>

#include "sim/array/mapping.h"

namespace skipgrid::sim {

/// A product is three loops. An operand stays (ws, is): along a strip of results, from strip to strip, from chunk to
/// chunk. Results stay (os): from chunk to chunk of a tile, along a row of tiles, from row to row.
enum class WaveLoop { inner, middle, outer };
inline constexpr int kWaveLoops = 3;

/// In `range`, each wave and the one `waves` further on are told alike to the array, take and free as many bytes, and
/// ask for segments that are as long and as far from one another.
struct WavePeriod {
  std::int64_t waves = 0;  ///< 0: none repeats
  IndexRange range;
  std::int64_t until = 0;  ///< one after the last wave of which this is the answer
};

}  // namespace skipgrid::sim
