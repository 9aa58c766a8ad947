#include "sim/array/pe/edge_feeder.h"

#include <algorithm>

namespace skipgrid::sim {

LaneRun EdgeStream::entering(std::int64_t cycle) const {
  const std::int64_t elapsed = cycle - start;
  LaneRun run;
  run.begin = static_cast<int>(std::clamp<std::int64_t>(elapsed - length + 1, 0, lanes));
  run.end = static_cast<int>(std::min<std::int64_t>(lanes, elapsed + 1));
  const std::int64_t behind_padding = std::min<std::int64_t>(used_lanes, elapsed - padding + 1);
  run.used_end = static_cast<int>(std::clamp<std::int64_t>(behind_padding, run.begin, run.end));
  run.flip = flip;
  run.values = run.used_end > run.begin ? values.at(elapsed - run.begin - padding, run.begin) : nullptr;
  run.step = values.col_stride - values.row_stride;  // the next lane is one element behind
  return run;
}

void EdgeFeeder::book(const EdgeStream& stream) {
  streams_.push_back(stream);
  free_at_ = stream.start + stream.length;
}

}  // namespace skipgrid::sim
