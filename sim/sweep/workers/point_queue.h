// In which order points run, and in which worker: points that share a trace one after another in one worker, as long as
// no other would be idle for it.
#pragma once

#include <cstdint>
#include <deque>
#include <optional>
#include <vector>

#include "sim/sweep/points/point.h"

namespace skipgrid::sweep {

class PointQueue {
 public:
  /// Of the points with these indices, for workers 0 to workers - 1.
  PointQueue(const std::vector<Point>& points, const std::vector<std::uint32_t>& indices, int workers);

  /// The next one of the worker's group; when that is done, a group that no one has begun, the largest first; when
  /// there is none, half of what is left of the largest. So points are left for all until the last ones.
  std::optional<std::uint32_t> next(int worker);

 private:
  using Batch = std::deque<std::uint32_t>;  // of one group, the longest points first

  std::vector<Batch> waiting_;  // the largest last
  std::vector<Batch> taken_;    // by worker
};

}  // namespace skipgrid::sweep
