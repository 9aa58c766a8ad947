// The edge where results leave, de-skewed: what column c delivers c cycles late waits for the last column, so that a
// whole row of results leaves together.
#pragma once

#include <cstdint>
#include <vector>

#include "sim/array/pe/grid.h"

namespace skipgrid::sim {

class Collector {
 public:
  explicit Collector(int cols);

  /// Takes what has left the grid at the end of `cycle`; true when a row of results is now complete.
  bool collect(std::int64_t cycle, const LeavingRow& leaving);

  /// Calls take(col, value) for every result of the complete row that belongs to kept indices.
  template <class Take>
  void for_each_result(Take take) const {
    for (int col = 0; col < cols_; ++col) {
      if (row_[static_cast<std::size_t>(col)].used) take(col, row_[static_cast<std::size_t>(col)].value);
    }
  }

 private:
  struct Result {
    float value = 0.0f;
    bool used = false;
  };

  const int cols_;
  std::vector<std::vector<Result>> waiting_;  // ring over cycles: the lanes that leave together in that cycle
  std::vector<int> arrived_;                  // of each slot of the ring: lanes that have come
  std::vector<Result> row_;
};

}  // namespace skipgrid::sim
