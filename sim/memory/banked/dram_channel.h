// The controller of one channel: FR-FCFS over a window of bursts, open rows, refresh. It jumps from command to command.
#pragma once

#include <array>
#include <deque>
#include <limits>

#include "sim/memory/banked/address_map.h"
#include "sim/memory/banked/burst_queue.h"
#include "sim/memory/banked/dram_device.h"
#include "sim/memory/banked/known_ways.h"
#include "sim/memory/banked/transfer_table.h"
#include "sim/memory/dram_statistics.h"

namespace skipgrid::sim {

inline constexpr DramTick kNever = std::numeric_limits<DramTick>::max();

/// In each cycle, in this order:
///   1. Bursts of the requests enter the queue of their direction, in order, as long as it has room.
///   2. When a refresh is due, each unit in turn has its open banks closed and is refreshed; until the last unit's
///   refresh
///      command nothing else is issued.
///   3. Else the direction changes when it has nothing left, or has had its batch, and the other has bursts.
///   4. Of the commands that are allowed now the one of the oldest burst is issued (of each bus, column bus first,
///   where
///      they are split). A burst's next command is a column command when its row is open; an activate when its bank is
///      closed; a precharge when another row is open and no older burst waits for that bank.
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
  const DramStatistics& statistics() const { return statistics_; }
  std::int64_t jumped_bursts() const { return jumped_bursts_; }

 private:
  /// A command: when it can be issued at the earliest, and for which burst.
  struct Choice {
    DramTick time = kNever;
    std::int64_t order = 0;
    int burst = 0;  // column: place in order of arrival; row: slot
    int bank = 0;
    bool better_than(const Choice& other) const {
      return time < other.time || (time == other.time && order < other.order);
    }
  };
  struct Choices {
    Choice column, row;
  };
  struct InLine {
    BurstRange bursts;
    DramDirection direction;
    int transfer;
    DramTick arrival;       // at the queue
    std::int64_t position;  // of the first burst in its transfer, in this channel
  };

  BurstQueue& queue(DramDirection direction) { return queues_[static_cast<std::size_t>(direction)]; }
  const BurstQueue& queue(DramDirection direction) const { return queues_[static_cast<std::size_t>(direction)]; }
  bool refreshing() const { return refresh_unit_ >= 0; }
  bool anything_queued() const { return !queues_[0].empty() || !queues_[1].empty(); }

  /// Executes the next cycle before `end` in which a command is issued; moves to `end` or to a change of what can be
  /// issued when there is none.
  void step(DramTick end);
  /// Nothing waits for long: counts the refreshes of that time at once.
  void skip_idle_refreshes(DramTick end);
  void admit();
  void take_from_head(std::int64_t bursts);
  void step_refresh(DramTick wake);
  void choose_direction();
  /// What could be issued at or after `now`: the earliest, and of these the one for the oldest burst.
  Choices choose(DramDirection direction, DramTick now) const {
    return {choose_column(direction, now), choose_row(direction, now)};
  }
  Choice choose_column(DramDirection direction, DramTick now) const;
  Choice choose_row(DramDirection direction, DramTick now) const;
  void issue(const Choices& choices, DramTick now);
  void issue_column(const Choice& choice, DramTick now);
  void issue_row(const Choice& choice, DramTick now);
  void row_closed(int bank);
  void count(WaitingBurst& burst, std::int64_t DramStatistics::*outcome);
  void pass_to(DramTick time);

  // What follows is in dram_channel_jumps.cpp.

  /// The bursts in line: a run for a span and one burst more; something else; or they end before that.
  enum class Outlook { span, other, too_short };
  /// A span that is being executed and not known yet.
  struct Exploration {
    bool active = false;
    KnownWays::Ahead ahead;
    std::int64_t generation = 0, first_order = 0;
    int bursts = 0;
    DramTick start = 0, refresh_due = 0;
    DramStatistics statistics;
    std::vector<std::pair<std::int64_t, DramTick>> served;  // order, end of data
    std::vector<std::int64_t> orders;                       // of those that waited at the start
    std::vector<std::int64_t> far_rows;                     // by bank; kClosed: near or closed
  };

  /// Goes as many known ways as there are from here: Outlook::span. When there is none, says why.
  Outlook jump();
  /// The next burst in line begins a span, and nothing of the other direction waits.
  bool at_span() const;
  Outlook look_along_line(KnownWays::Ahead& ahead) const;
  /// False when something is out of range.
  bool write_down(KnownWays::State& state);
  void read_back(const KnownWays::State& state, const std::vector<int>& transfers);
  std::int64_t base_row() const;
  void note_transfers_in_queue();
  void go(const KnownWays::Way& way);
  void set_out();
  void learn(const KnownWays::Node& here);

  const BankedDramConfig config_;
  const AddressMap& map_;
  TransferTable& transfers_;
  DramDevice device_;
  std::array<BurstQueue, 2> queues_;
  std::deque<InLine> line_;
  std::array<std::int64_t, 2> bursts_in_line_{};
  int last_transfer_ = -1;          // that came into line,
  std::int64_t next_position_ = 0;  // and how many bursts of it have
  std::int64_t next_order_ = 0;
  DramDirection direction_ = DramDirection::read;
  int served_in_direction_ = 0;  // at most direction_batch
  DramTick now_ = 0;             // the first cycle not executed
  DramTick refresh_due_;
  int refresh_unit_ = -1;  // the next to be refreshed
  DramStatistics statistics_;
  KnownWays* known_;
  std::int64_t jumped_bursts_ = 0;
  std::int64_t looked_at_ = -1;  // next_order_ of the last look
  Exploration way_;
  KnownWays::State state_;
  KnownWays::Ahead ahead_;
  std::vector<int> transfers_ahead_;
};

}  // namespace skipgrid::sim
