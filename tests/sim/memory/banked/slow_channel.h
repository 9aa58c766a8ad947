// The controller of one channel a second time, slowly and plainly: every cycle, every burst, every pair of commands.
#pragma once

#include <deque>
#include <vector>

#include "sim/memory/banked/dram_device.h"
#include "sim/memory/dram_config.h"
#include "sim/memory/dram_statistics.h"

namespace skipgrid::sim {

/// Keeps the commands of the recent past and compares each new one with all of them; knows no earliest times, no lists
/// by bank, no events. What it must agree with is dram_channel.h.
class SlowChannel {
 public:
  enum class Kind { activate, precharge, read, write, refresh };
  struct Command {
    Kind kind;
    int bank;  // of refresh: the unit's first
    DramTick time;
  };
  struct Burst {
    DramDirection direction;
    int bank;
    std::int64_t row;
    int request;
    DramTick arrival;
    bool counted = false;
  };
  struct Served {
    int request;
    DramTick data_end;
  };

  explicit SlowChannel(const BankedDramConfig& config);

  /// In order of arrival.
  void enqueue(const Burst& burst) { line_.push_back(burst); }
  /// Executes the next cycle.
  void tick();
  bool idle() const { return line_.empty() && queue_.empty(); }
  const std::vector<Served>& served() const { return served_; }
  const DramStatistics& statistics() const { return statistics_; }

  /// Is the command allowed at `time`, after all commands so far?
  bool allowed(Kind kind, int bank, DramTick time) const;
  void issue(Kind kind, int bank, std::int64_t row, DramTick time);

 private:
  int unit(int bank) const { return bank / config_.banks_per_rank(); }
  int group(int bank) const { return bank / config_.organization.banks; }
  int bus(int bank) const { return unit(bank) / config_.organization.ranks; }
  /// The least distance from `earlier` to a command of `kind` for `bank`; not positive when they have nothing to do
  /// with each other.
  DramTick gap(const Command& earlier, Kind kind, int bank) const;
  DramTick column_gap(const Command& earlier, Kind kind, int bank) const;
  int waiting(DramDirection direction) const;
  bool oldest_of_bank(std::size_t i) const;
  Kind next_command(const Burst& burst) const;
  bool refresh_cycle();
  bool issue_oldest(bool columns, bool rows);
  void count(Burst& burst, std::int64_t DramStatistics::*outcome);

  BankedDramConfig config_;
  std::vector<std::int64_t> open_rows_;
  std::vector<Command> past_;
  std::deque<Burst> line_;
  std::vector<Burst> queue_;  // both directions, in order of arrival
  std::vector<Served> served_;
  DramTick now_ = 0;
  DramTick refresh_due_;
  int refresh_unit_ = -1;
  DramDirection direction_ = DramDirection::read;
  int served_in_direction_ = 0;
  DramStatistics statistics_;
};

}  // namespace skipgrid::sim
