// The controller of one channel: FR-FCFS over a window of bursts, open rows, refresh. It moves from command to command,
// and over what it knows the end of at once; what happens in a cycle stands in step().
#pragma once

#include "sim/memory/banked/channel/channel_jumps.h"
#include "sim/memory/banked/channel/channel_state.h"
#include "sim/memory/banked/transfer_table.h"

namespace skipgrid::sim {

class DramChannel {
 public:
  /// All but the configuration must outlive the channel. Channels of one configuration may share what they know of
  /// runs; without `known` every command is executed.
  DramChannel(const BankedDramConfig& config, const AddressMap& map, TransferTable& transfers, KnownWays* known);

  /// Arrivals must not decrease, nor lie before a cycle that run_until() has executed.
  void enqueue(DramDirection direction, BurstRange bursts, int transfer, DramTick arrival);

  /// Executes all cycles before `end`.
  void run_until(DramTick end);
  /// Executes the cycles whose outcome no later request can change: while the requests in line overfill the window.
  void look_ahead();

  /// No data of a burst that is not yet served ends before this; kNever when nothing waits.
  DramTick earliest_data_end() const;
  const DramStatistics& statistics() const { return state_.statistics; }
  std::int64_t jumped_bursts() const { return jumps_.jumped_bursts(); }

 private:
  /// Executes the next cycle before `end` in which a command is issued; moves to `end` or to a change of what can be
  /// issued when there is none.
  void step(DramTick end);
  void skip_idle_refreshes(DramTick end);
  void admit();
  void refresh(DramTick wake);
  void pass_to(DramTick time);
  bool line_overfills(DramDirection direction) const {
    return state_.line.bursts(direction) > state_.scheduler.queue(direction).free();
  }

  const int frontend_cycles_;
  const DramTick column_to_data_end_;  // at least
  TransferTable& transfers_;
  ChannelState state_;
  ChannelJumps jumps_;
};

}  // namespace skipgrid::sim
