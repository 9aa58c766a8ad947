// What every PE receives, holds and does, cycle by cycle, kept in memory: for a picture that moves.
#pragma once

#include <systemc>
#include <vector>

#include "sim/array/pe/pe_array.h"

namespace skipgrid::sim {

/// Of one PE in one cycle.
struct PeState {
  Grid::Lane west, north;
  Grid::Lane stationary_0, stationary_1;  ///< valid: of a kept index
  bool flip = false;  ///< which of the two the operand from the west is for; means something only with one
  bool busy = false;  ///< a product was accumulated
};

/// Records a PeArray from construction on. Build it during elaboration, right after the array.
class GridFilm : public sc_core::sc_module {
 public:
  SC_HAS_PROCESS(GridFilm);
  GridFilm(sc_core::sc_module_name name, PeArray& array);

  /// A frame for every cycle in which the array moved: its PEs, row by row.
  using Frame = std::vector<PeState>;
  const std::vector<Frame>& frames() const { return frames_; }

 private:
  void sample();

  const PeArray& array_;
  std::vector<Frame> frames_;
};

}  // namespace skipgrid::sim
