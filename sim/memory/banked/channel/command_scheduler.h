// Which command of a channel is next, and when it may go: FR-FCFS over the bursts that wait in its two queues. Of the
// commands that are allowed first the one of the oldest burst is chosen, reads and writes in batches.
#pragma once

#include <array>
#include <cstdint>
#include <limits>
#include <optional>

#include "sim/memory/banked/channel/burst_queue.h"
#include "sim/memory/banked/dram_device.h"
#include "sim/memory/dram_statistics.h"

namespace skipgrid::sim {

inline constexpr DramTick kNever = std::numeric_limits<DramTick>::max();

/// A burst's next command is a column command when its row is open; an activate when its bank is closed; a precharge
/// when another row is open and no older burst waits for that bank. Nothing is issued earlier than the devices allow.
class CommandScheduler {
 public:
  /// A command: when it can be issued at the earliest, and for which burst.
  struct Choice {
    DramTick time = kNever;
    std::int64_t order = 0;
    int burst = 0;  // its slot
    int bank = 0;
    bool better_than(const Choice& other) const {
      return time < other.time || (time == other.time && order < other.order);
    }
  };
  struct Choices {
    Choice column, row;
    DramTick time() const { return std::min(column.time, row.time); }
  };
  /// A burst whose column command was issued.
  struct Served {
    std::int64_t order;
    int transfer;
    DramTick data_end;
  };
  struct Turn {
    DramDirection direction = DramDirection::read;
    int served = 0;  // bursts in a row, at most direction_batch
  };

  /// The devices and what is counted of them must outlive the scheduler.
  CommandScheduler(const BankedDramConfig& config, DramDevice& device, DramStatistics& statistics);

  const BurstQueue& queue(DramDirection direction) const { return queues_[static_cast<std::size_t>(direction)]; }
  bool anything_queued() const { return !queues_[0].empty() || !queues_[1].empty(); }
  /// Whose queue must not be full.
  void push(DramDirection direction, int bank, std::int64_t row, int transfer, bool counted = false);
  /// The next burst's place in order of arrival, over both directions.
  std::int64_t next_order() const { return next_order_; }

  /// The direction changes when it has nothing left, or has had its batch, and the other has bursts.
  void choose_direction();
  /// What could be issued at or after `now`: the earliest, and of these the one for the oldest burst.
  Choices choose(DramTick now) const { return choose(turn_.direction, now); }
  /// Issues what was chosen for `now`: of each bus one command, column bus first, where they are split; else one.
  std::optional<Served> issue(const Choices& choices, DramTick now);
  /// No column command of either direction comes before this; kNever when nothing is queued.
  DramTick earliest_column(DramTick now) const;
  /// To be called when a refresh has closed banks.
  void banks_closed();

  const Turn& turn() const { return turn_; }
  /// Empties the queue of a direction and takes over a turn: for a channel that has not come here command by command.
  void restart(Turn turn, DramDirection emptied);

 private:
  BurstQueue& own(DramDirection direction) { return queues_[static_cast<std::size_t>(direction)]; }
  Choices choose(DramDirection direction, DramTick now) const {
    return {choose_column(direction, now), choose_row(direction, now)};
  }
  Choice choose_column(DramDirection direction, DramTick now) const;
  Choice choose_row(DramDirection direction, DramTick now) const;
  Served issue_column(const Choice& choice, DramTick now);
  void issue_row(const Choice& choice, DramTick now);
  void count(WaitingBurst& burst, std::int64_t DramStatistics::*outcome);

  const int direction_batch_;
  const bool split_command_bus_;
  const DramTick activate_to_column_;  // at least
  DramDevice& device_;
  DramStatistics& statistics_;
  std::array<BurstQueue, 2> queues_;
  Turn turn_;
  std::int64_t next_order_ = 0;
};

}  // namespace skipgrid::sim
