#include "sim/array/pe/edge_feeder.h"

#include <algorithm>

namespace skipgrid::sim {

void EdgeFeeder::book(const EdgeStream& stream) {
  streams_.push_back(stream);
  free_at_ = stream.start + stream.length;
}

void EdgeFeeder::drive(std::int64_t cycle) {
  for (const EdgeStream& stream : streams_) {
    const std::int64_t elapsed = cycle - stream.start;
    if (elapsed < 0) break;
    const auto first_lane = static_cast<int>(std::max<std::int64_t>(0, elapsed - stream.length + 1));
    const auto last_lane = static_cast<int>(std::min<std::int64_t>(stream.lanes - 1, elapsed));
    for (int lane = first_lane; lane <= last_lane; ++lane) {
      const std::int64_t element = elapsed - lane - stream.padding;
      const bool used = lane < stream.used_lanes && element >= 0;
      const float* value = used ? stream.values.at(element, lane) : nullptr;
      wires_[static_cast<std::size_t>(lane)]->put(Lane{true, used, stream.flip, value == nullptr ? 0.0f : *value},
                                                  cycle);
    }
  }
  while (!streams_.empty()) {
    const EdgeStream& oldest = streams_.front();
    const std::int64_t last_cycle = oldest.start + oldest.length - 1 + oldest.lanes - 1;
    if (last_cycle > cycle) break;
    streams_.pop_front();
  }
}

}  // namespace skipgrid::sim
