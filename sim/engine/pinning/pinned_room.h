// The pinned part of a buffer over a run: who takes room when, and from when on it is free for whom.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <vector>

#include "sim/units.h"

namespace skipgrid::sim {

/// Time is counted in operations of the trace. Tensors whose lives do not overlap share room.
class PinnedRoom {
 public:
  explicit PinnedRoom(Bytes limit) : limit_(limit) {}

  /// Takes room from operation `first` to `last`, both included; false, and none is taken, when more than the limit
  /// would be taken at once.
  bool pin(std::uint64_t first, std::uint64_t last, Bytes bytes);
  /// The most that is taken at once.
  Bytes peak() const { return peak_; }
  /// For each that was pinned, in order: its room is free once all operations up to the one given are done; nothing:
  /// from the beginning. Whoever keeps to this never has more than peak() taken, in whatever order operations are done.
  std::vector<std::optional<std::uint64_t>> free_after() const;

 private:
  struct Stay {
    std::uint64_t first, last;
    Bytes bytes;
  };
  Bytes limit_, peak_;
  std::vector<Stay> stays_;
  std::map<std::uint64_t, Bytes> taken_{{0, Bytes(0)}};  // from an operation on
};

}  // namespace skipgrid::sim
