// What BankedDram has been measured at: the costs that CalibratedDram adds up. Measured once for a memory and thread.
#pragma once

#include <algorithm>
#include <array>
#include <cstdint>
#include <memory>
#include <random>
#include <vector>

#include "sim/memory/banked/dram_device.h"
#include "sim/memory/calibrated/calibration_bench.h"
#include "sim/memory/calibrated/channel_cost.h"
#include "sim/memory/calibrated/measured_table.h"
#include "sim/memory/dram_config.h"

namespace skipgrid::sim {

/// Refresh is kept apart: all else is measured without, which needs no long measurements to see its mean.
class Calibration {
 public:
  explicit Calibration(const BankedDramConfig& config);
  // The tables measure with it.
  Calibration(const Calibration&) = delete;
  Calibration& operator=(const Calibration&) = delete;

  /// What is otherwise measured when it is first asked for, to the same figures.
  void measure_all() const;

  /// A burst of a stream that goes on and on.
  const ChannelCost& burst(DramDirection direction) const { return burst_[index(direction)]; }
  /// What is added for a run of consecutive bursts that begins after a gap of a few times its length.
  const ChannelCost& gap(DramDirection direction, std::int64_t bursts) const {
    // A run without masks does not gather.
    if (gap_[index(direction)].empty()) measure_gaps(direction);
    return at(gap_[index(direction)], bursts);
  }
  /// What is added when another stream of the same direction goes on, far away, when each does so for so many bursts.
  ChannelCost other_stream(DramDirection direction, std::int64_t bursts, std::int64_t bursts_before) const {
    return other_stream_[index(direction)].at(bursts, bursts_before);
  }
  /// What is added when the direction changes, when it does so after so many bursts of each.
  ChannelCost change_of_direction(std::int64_t read_bursts, std::int64_t write_bursts) const {
    return change_.at(read_bursts, write_bursts);
  }
  /// Longer runs of a direction cost what this one does.
  std::int64_t longest_run() const { return change_.longest(); }

  // Times, in kCostUnit of a DRAM cycle.
  /// From a burst's turn on the bus to its last data.
  std::int64_t latency(DramDirection direction) const { return latency_[index(direction)]; }
  /// Until all data of a run of consecutive bursts are there that nothing waits before, their rows open;
  std::int64_t alone(DramDirection direction, std::int64_t bursts) const {
    const std::int64_t beyond = bursts - static_cast<std::int64_t>(alone_[index(direction)].size());
    return at(alone_[index(direction)], bursts).ticks + std::max<std::int64_t>(0, beyond) * burst(direction).ticks;
  }
  /// and what it takes more with no row open, or another one.
  std::int64_t to_open(DramDirection direction) const { return to_open_[index(direction)]; }
  std::int64_t to_close_and_open(DramDirection direction) const { return to_close_and_open_[index(direction)]; }

  /// Of each DRAM cycle this much more, in kRefreshUnit, goes into refreshes.
  std::int64_t refresh_share() const { return refresh_share_; }
  static constexpr std::int64_t kRefreshUnit = std::int64_t{1} << 16;

 private:
  static std::size_t index(DramDirection direction) { return static_cast<std::size_t>(direction); }
  void measure_stream(DramDirection direction);
  void measure_alone(DramDirection direction);
  void measure_refresh(const CalibrationBench& refreshed, int interval);
  void measure_gaps(DramDirection direction) const;
  MeasuredTable two_streams(DramDirection first, DramDirection second, MeasuredCounts counts);
  ChannelCost taking_turns(DramDirection first, std::int64_t first_bursts, DramDirection second,
                           std::int64_t second_bursts, std::minstd_rand places) const;
  static const ChannelCost& at(const std::vector<ChannelCost>& costs, std::int64_t bursts) {
    return costs[std::min(static_cast<std::size_t>(bursts), costs.size()) - 1];
  }

  const CalibrationBench bench_;
  std::minstd_rand places_;  // where streams lie to each other
  std::array<ChannelCost, 2> burst_;
  std::array<std::vector<ChannelCost>, 2> alone_;        // for 1, 2, 3, ... bursts
  mutable std::array<std::vector<ChannelCost>, 2> gap_;  // likewise, when it is asked for
  std::array<MeasuredTable, 2> other_stream_;
  MeasuredTable change_;  // reads x writes
  std::array<std::int64_t, 2> latency_{}, to_open_{}, to_close_and_open_{};
  std::int64_t refresh_share_ = 0;
};

/// Each thread has its own: it is measured on the way.
std::shared_ptr<const Calibration> calibration_of(const BankedDramConfig& config);

}  // namespace skipgrid::sim
