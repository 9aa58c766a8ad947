// Everything that decides about the future of a channel, and the same written down relative to the present, so that a
// state which has been before is recognised.
#pragma once

#include <vector>

#include "sim/memory/banked/channel/burst_line.h"
#include "sim/memory/banked/channel/command_scheduler.h"
#include "sim/memory/banked/channel/known_ways.h"
#include "sim/memory/banked/channel/refresh.h"

namespace skipgrid::sim {

/// Rows are written down relative to the next burst's. Open rows further away than this are all the same, since bursts
/// ahead are at most kAheadRows away, and jumps in a row move by at most kJumpRows.
inline constexpr std::int64_t kFarRows = 30000, kAheadRows = 10000, kJumpRows = 10000;
static_assert(kAheadRows + kJumpRows < kFarRows);
/// Later than any distance between commands.
inline constexpr DramTick kMaxTime = 30000;

struct ChannelState {
  /// `map` must outlive the state.
  ChannelState(const BankedDramConfig& config, const AddressMap& map);
  // Scheduler and refresh know the devices by their place.
  ChannelState(const ChannelState&) = delete;
  ChannelState& operator=(const ChannelState&) = delete;

  // What follows is for a line that is not empty, whose first burst's direction alone is queued.

  /// What rows are written down relative to.
  std::int64_t base_row() const;
  /// False when something is out of range.
  bool write_down(KnownWays::State& words);
  /// The bursts that wait then belong to `transfers`, in order. Far rows stay the ones that are open.
  void read_back(const KnownWays::State& words, const std::vector<int>& transfers);

  const AddressMap& map;
  DramTick now = 0;  // the first cycle not executed
  DramStatistics statistics;
  BurstLine line;
  DramDevice device;
  CommandScheduler scheduler;
  Refresh refresh;
};

}  // namespace skipgrid::sim
