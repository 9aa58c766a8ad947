// The memory with banks, seen from further away: a pipe whose rates are those that BankedDram has been measured at.
#pragma once

#include <array>
#include <map>
#include <optional>

#include "sim/memory/completion_queue.h"
#include "sim/memory/dram_model.h"

namespace skipgrid::sim {

/// A request starts when the one before it has left the pipe and keeps it for the sum over its segments of bursts x
/// cycles a burst. The cycles a burst of a segment's length class (powers of two bursts) are measured once, when first
/// wanted: BankedDram, saturated with segments of that length, with gaps of one to three between them (from 64 KiB on:
/// none), as a gather of kept rows makes them. A change of direction costs what it was measured to cost. The latency is
/// that of one burst alone. So opened rows, refresh, bus turnaround and the FR-FCFS window have their price; what is
/// lost is how one particular request falls on banks that another one has left open.
class CalibratedDram : public DramModel {
 public:
  CalibratedDram(const BankedDramConfig& config, ClockPeriod array_clock);

  std::optional<Cycles> next_event() const override { return done_.first_time(); }
  std::vector<DramCompletion> advance(Cycles now) override { return done_.take_until(now); }
  /// Row outcomes and commands are expectations from the measurements.
  DramStatistics statistics() const override;

 protected:
  void start(Cycles now, std::int64_t id, DramDirection direction, const std::vector<DramSegment>& segments) override;

 private:
  /// Of one length class, for one burst.
  struct Rate {
    double cycles = 0;
    double misses = 0, conflicts = 0, activates = 0, precharges = 0, refreshes = 0, busy_cycles = 0;
  };
  static constexpr std::size_t kClasses = 12;

  std::size_t length_class(std::int64_t bursts) const;
  const Rate& rate(DramDirection direction, std::size_t length_class);
  Rate measure(DramDirection direction, std::size_t length_class) const;
  double measure_turnaround();
  double time_of(const std::vector<std::pair<DramDirection, std::vector<DramSegment>>>& requests,
                 DramStatistics* statistics = nullptr) const;
  std::int64_t calibration_bytes() const;

  const BankedDramConfig config_;
  const ClockPeriod array_clock_;
  std::array<std::array<std::optional<Rate>, kClasses>, 2> rates_;
  std::array<double, 2> latency_{};
  std::optional<double> turnaround_;
  std::optional<DramDirection> last_direction_;
  double free_at_ = 0;  // array cycles
  Rate counted_;        // expectations, summed over all bursts
  CompletionQueue done_;
};

}  // namespace skipgrid::sim
