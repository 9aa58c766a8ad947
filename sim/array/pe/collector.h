// The edge where results leave, de-skewed: what column c delivers c cycles late waits for the last column, so that a
// whole row of results leaves together.
#pragma once

#include <cstdint>
#include <vector>

#include "sim/array/pe/wire.h"

namespace skipgrid::sim {

class Collector {
 public:
  /// The wires of column 0, 1, ... on which results leave the grid.
  explicit Collector(std::vector<const Wire*> wires);

  /// Takes what left the grid at the end of `cycle`; true when a row of results is now complete in row().
  bool collect(std::int64_t cycle);
  /// The complete row; lanes of columns that delivered nothing are not valid.
  const std::vector<Lane>& row() const { return row_; }

 private:
  std::vector<Lane>& slot(std::int64_t cycle);

  std::vector<const Wire*> wires_;
  std::vector<std::vector<Lane>> waiting_;  // ring over cycles: the lanes that leave together in that cycle
  std::vector<Lane> row_;
};

}  // namespace skipgrid::sim
