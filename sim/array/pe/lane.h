// What travels on every wire between PEs.
#pragma once

namespace skipgrid::sim {

/// The value comes last so that a lane is eight bytes without padding at its end, and is copied as one word.
struct Lane {
  bool valid = false;  ///< something is on the wire this cycle
  bool used = false;   ///< it belongs to a kept index, not to the padding of an edge tile
  bool flip = false;   ///< which of the two stationary registers it concerns; travels with the wave
  float value = 0.0f;
};

inline constexpr Lane kIdleLane{};

}  // namespace skipgrid::sim
