// The bursts that have come to a channel and are in no queue of its controller yet, in order of arrival.
#pragma once

#include <array>
#include <cstdint>
#include <deque>

#include "sim/memory/banked/address_map.h"
#include "sim/memory/banked/dram_device.h"

namespace skipgrid::sim {

class BurstLine {
 public:
  /// Bursts of one request that follow one another in the channel.
  struct Run {
    BurstRange bursts;
    DramDirection direction;
    int transfer;
    DramTick arrival;       // from when on they may enter a queue
    std::int64_t position;  // of the first burst in its transfer, in this channel
  };

  void push(DramDirection direction, BurstRange bursts, int transfer, DramTick arrival) {
    if (transfer != last_transfer_ || runs_.empty()) next_position_ = 0;
    last_transfer_ = transfer;
    runs_.push_back({bursts, direction, transfer, arrival, next_position_});
    next_position_ += bursts.count;
    bursts_[static_cast<std::size_t>(direction)] += bursts.count;
  }
  /// Takes the first `count` bursts; the first run must have as many.
  void take(std::int64_t count) {
    Run& head = runs_.front();
    bursts_[static_cast<std::size_t>(head.direction)] -= count;
    head.bursts.first += count;
    head.bursts.count -= count;
    head.position += count;
    if (head.bursts.count == 0) runs_.pop_front();
  }

  bool empty() const { return runs_.empty(); }
  const Run& front() const { return runs_.front(); }
  const std::deque<Run>& runs() const { return runs_; }
  std::int64_t bursts(DramDirection direction) const { return bursts_[static_cast<std::size_t>(direction)]; }

 private:
  std::deque<Run> runs_;
  std::array<std::int64_t, 2> bursts_{};
  int last_transfer_ = -1;          // that came into line,
  std::int64_t next_position_ = 0;  // and how many bursts of it have
};

}  // namespace skipgrid::sim
