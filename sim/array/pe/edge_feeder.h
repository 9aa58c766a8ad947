// One edge of the grid where lanes enter, skewed: lane i of a stream enters i cycles after lane 0.
#pragma once

#include <cstdint>
#include <deque>
#include <vector>

#include "sim/array/array_gemm.h"
#include "sim/array/pe/wire.h"

namespace skipgrid::sim {

/// What enters through one edge for one wave: element t of lane i enters in cycle start + t + i.
struct EdgeStream {
  std::int64_t start = 0;
  std::int64_t length = 0;
  int lanes = 0;                   ///< lanes that are driven at all, from lane 0 on
  int used_lanes = 0;              ///< of these, lanes that carry kept indices
  std::int64_t padding = 0;        ///< elements before the first that carries a kept index
  MatrixView<const float> values;  ///< element (t - padding, lane) of the used part; null: zeros
  bool flip = false;
};

class EdgeFeeder {
 public:
  /// Wires of lane 0, 1, ... of this edge.
  explicit EdgeFeeder(std::vector<Wire*> wires) : wires_(std::move(wires)) {}

  /// Queues a stream; starts come in increasing order and streams do not overlap at a lane.
  void book(const EdgeStream& stream);
  /// First cycle in which lane 0 is free behind everything booked.
  std::int64_t free_at() const { return free_at_; }
  /// Puts on the wires what enters in `cycle`.
  void drive(std::int64_t cycle);

 private:
  std::vector<Wire*> wires_;
  std::deque<EdgeStream> streams_;
  std::int64_t free_at_ = 0;
};

}  // namespace skipgrid::sim
