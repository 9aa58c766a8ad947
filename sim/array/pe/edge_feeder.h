// One edge of the grid where lanes enter, skewed: lane i of a stream enters i cycles after lane 0.
#pragma once

#include <cstdint>
#include <deque>

#include "sim/array/array_gemm.h"
#include "sim/array/pe/grid.h"

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

  std::int64_t last_cycle() const { return start + length - 1 + lanes - 1; }
  /// The lanes that enter in `cycle`, from start to last_cycle().
  LaneRun entering(std::int64_t cycle) const;
};

class EdgeFeeder {
 public:
  /// Queues a stream; starts come in increasing order and streams do not overlap at a lane.
  void book(const EdgeStream& stream);
  /// First cycle in which lane 0 is free behind everything booked.
  std::int64_t free_at() const { return free_at_; }
  /// Calls enter(LaneRun) for what enters in `cycle`.
  template <class Enter>
  void drive(std::int64_t cycle, Enter enter) {
    for (const EdgeStream& stream : streams_) {
      if (cycle < stream.start) break;
      enter(stream.entering(cycle));
    }
    while (!streams_.empty() && streams_.front().last_cycle() <= cycle) streams_.pop_front();
  }

 private:
  std::deque<EdgeStream> streams_;
  std::int64_t free_at_ = 0;
};

}  // namespace skipgrid::sim
