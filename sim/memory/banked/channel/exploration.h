// A way that is not known yet and is executed command by command: what of it has to be remembered.
#pragma once

#include <utility>
#include <vector>

#include "sim/memory/banked/channel/channel_state.h"
#include "sim/memory/banked/channel/known_ways.h"

namespace skipgrid::sim {

class Exploration {
 public:
  /// From `state`, towards when the last burst of the span that `ahead` describes has entered the queue.
  void set_out(ChannelState& state, const KnownWays::Ahead& ahead, const KnownWays& known);
  /// A column command on the way.
  void note(const CommandScheduler::Served& served) {
    if (active_) served_.emplace_back(served.order, served.data_end);
  }
  /// The span has just entered the queue, and no refresh has fallen due on the way.
  bool arrived(const ChannelState& state) const {
    return active_ && refresh_due_ == state.refresh.due() && state.scheduler.next_order() == first_order_ + bursts_;
  }
  bool on_the_way(const ChannelState& state) const {
    return active_ && state.scheduler.next_order() < first_order_ + bursts_;
  }
  void end() { active_ = false; }
  /// Adds the way, which has arrived in `state`, whose node is `here`, unless it depends on more than where it began.
  void learn(ChannelState& state, const KnownWays::Node& here, KnownWays& known) const;

 private:
  bool active_ = false;
  KnownWays::Ahead ahead_{};
  std::int64_t generation_ = 0, first_order_ = 0;
  int bursts_ = 0;
  DramTick start_ = 0, refresh_due_ = 0;
  DramStatistics statistics_;
  std::vector<std::pair<std::int64_t, DramTick>> served_;  // order, end of data
  std::vector<std::int64_t> orders_;                       // of those that waited at the start
  std::vector<std::int64_t> far_rows_;                     // by bank; kClosed: near or closed
};

}  // namespace skipgrid::sim
