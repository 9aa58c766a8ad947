// The rows that a mask keeps, piece by piece, as gathers: worked out for the first panel, found again for the others.
#pragma once

#include <cstdint>
#include <unordered_map>
#include <vector>

#include "sim/array/mapping.h"
#include "sim/memory/dram_gather.h"

namespace skipgrid::sim {

class Gathers {
 public:
  /// Of the kept rows, those with the numbers in `rows`, in a panel that begins at 0 with rows of so many bytes; rows
  /// next to each other are one segment. Requires the same rows kept each time.
  const DramGatherPtr& of(const std::vector<std::uint32_t>& kept, IndexRange rows, std::int64_t row_bytes);

 private:
  struct Piece {
    IndexRange rows;
    std::int64_t row_bytes = 0;
    DramGatherPtr gather;
  };
  std::unordered_map<std::int64_t, Piece> pieces_;  // by the first of their rows; of several the latest
};

}  // namespace skipgrid::sim
