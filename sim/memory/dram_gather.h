// What a request asks DRAM for: segments one after the other, by themselves or moved from where they have been before.
#pragma once

#include <cstdint>
#include <memory>
#include <vector>

#include "sim/units.h"

namespace skipgrid::sim {

/// Bytes [address, address + bytes), a row of a matrix for example.
struct DramSegment {
  std::int64_t address = 0;
  Bytes bytes;
};

/// Rows that a mask has picked are asked for panel after panel, each time as far from one another. Whoever keeps a
/// gather knows it by its address when it comes again.
struct DramGather {
  explicit DramGather(std::vector<DramSegment> those);
  /// With their addresses moved by `address`.
  void add_to(std::vector<DramSegment>& moved, std::int64_t address) const;

  std::vector<DramSegment> segments;  ///< at least one, none of them empty, in order of their addresses
  Bytes bytes;                        ///< of all
};
using DramGatherPtr = std::shared_ptr<const DramGather>;

/// Where the bytes of a request lie.
struct DramPlace {
  std::vector<DramSegment> segments;  ///< when they are not gathered
  DramGatherPtr gather = nullptr;
  std::int64_t address = 0;  ///< by which the gather is moved

  void clear() {
    segments.clear();
    gather = nullptr;
  }
  /// Of the first segment. Requires one.
  std::int64_t first_address() const {
    return gather == nullptr ? segments.front().address : address + gather->segments.front().address;
  }
  std::vector<DramSegment> all_segments() const;
  /// Of all segments.
  Bytes bytes() const;
};

}  // namespace skipgrid::sim
