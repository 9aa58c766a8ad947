// What travels on every wire between PEs.
#pragma once

namespace skipgrid::sim {

struct Lane {
  float value = 0.0f;
  bool valid = false;  ///< something is on the wire this cycle
  bool used = false;   ///< it belongs to a kept index, not to the padding of an edge tile
  bool flip = false;   ///< which of the two stationary registers it concerns; travels with the wave
};

}  // namespace skipgrid::sim
