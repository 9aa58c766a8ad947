// One processing element: a multiplier, an adder, and two stationary registers of which one is in use while the other
// is loaded or drained.
#pragma once

#include <systemc>

#include "sim/array/pe/grid.h"

namespace skipgrid::sim {

/// A PE's place in the hierarchy of modules and what can be seen of it. Its registers lie beside its neighbours' in the
/// Grid, which moves them all.
/// ws and is: the west brings streamed operands, the north partial sums, the chain the next tile's stationary operands.
/// os: west and north bring streamed operands, the chain zeros behind the finished sums that leave by it.
/// Everything that enters in one cycle leaves to the neighbours in the next.
class Pe : public sc_core::sc_module {
 public:
  Pe(sc_core::sc_module_name name, const Grid& grid, int row, int col)
      : sc_module(name), grid_(grid), row_(row), col_(col) {}

  /// What came in this cycle.
  Grid::Lane west() const { return grid_.received_west(row_, col_); }
  Grid::Lane north() const { return grid_.received_north(row_, col_); }
  /// Which stationary register the operand from the west is for.
  bool flip() const { return grid_.received_flip(row_, col_); }
  /// The register with flip bit `flip`.
  Grid::Lane stationary(bool flip) const { return grid_.stationary(row_, col_, flip); }
  /// A kept operand's product was accumulated in this cycle.
  bool busy() const { return grid_.busy(row_, col_); }

 private:
  const Grid& grid_;
  const int row_, col_;
};

}  // namespace skipgrid::sim
