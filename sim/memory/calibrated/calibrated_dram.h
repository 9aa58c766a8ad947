// The memory with banks, seen from further away: a pipe for each channel, whose costs are what BankedDram has been
// measured at.
#pragma once

#include <array>
#include <memory>
#include <optional>
#include <vector>

#include "sim/memory/banked/address_map.h"
#include "sim/memory/calibrated/calibration.h"
#include "sim/memory/completion_queue.h"
#include "sim/memory/dram_model.h"

namespace skipgrid::sim {

/// A request keeps the pipe of each channel that it touches for the sum of
/// - its bursts there, at the rate of a long stream,
/// - for each run of consecutive bursts after a gap, what such a run costs more,
/// - what it costs that the direction changes, or that another stream goes on,
/// and is done when the last pipe has passed it, and a latency later. So opened rows, bank groups, the FR-FCFS window
/// and batches of directions have their price, refresh as a share of all time. What is lost is how one particular
/// request falls on banks that another one has left open.
///
/// All times are whole sixteenths of an array cycle. The state is, for each channel, how long its pipe is taken, the
/// last direction, how many bursts in a row each direction and each of two streams had (at most
/// Calibration::longest_run()); and of the request before its direction, bytes, whether it was a gather, and where it
/// ended in address_period().
class CalibratedDram : public DramModel {
 public:
  CalibratedDram(const BankedDramConfig& config, ClockPeriod array_clock);

  Cycles next_time() const override { return done_.first_time(); }
  void advance_into(std::vector<DramCompletion>& done, Cycles now) override { done_.take_until(now, done); }
  /// Row outcomes and commands are expectations from the measurements.
  DramStatistics statistics() const override;

  bool describe(Situation& situation, Cycles now) const override;
  void postpone(Cycles by) override;
  void restore(SituationReader& situation) override;
  void visit_counts(Totals& totals) override;
  /// In bytes. Moving a request by a multiple of it changes no cost, of itself or of another, and not the state: an
  /// address decides which channels' pipes its bytes go through, where in a burst and in a channel's chunk they begin,
  /// and whether they go on where the request before ended, all by the remainder only. That is one turn over all
  /// channels, or 32 bursts when that is more.
  std::int64_t address_period() const override { return address_period_; }

 protected:
  void start(Cycles now, std::int64_t id, DramDirection direction, const std::vector<DramSegment>& segments) override;
  void start(Cycles now, std::int64_t id, DramDirection direction, const DramGatherPtr& gather,
             std::int64_t address) override;

 private:
  /// Sixteenths of an array cycle.
  using Time = std::int64_t;
  static constexpr Time kCycle = 16;

  struct Pipe {
    Time free = 0;
    DramDirection direction = DramDirection::read;
    bool used = false;
    std::array<std::int64_t, 2> in_a_row{};      // bursts of each direction when it had its last turn
    std::int64_t stream = 0, stream_before = 0;  // bursts since the last change of streams, and before that

    friend bool operator==(const Pipe& x, const Pipe& y) {
      return x.free == y.free && x.direction == y.direction && x.used == y.used && x.in_a_row == y.in_a_row &&
             x.stream == y.stream && x.stream_before == y.stream_before;
    }
  };
  /// What the request that is being taken in asks of one channel.
  struct Share {
    std::int64_t bursts = 0;
    ChannelCost gaps;

    // While its segments are added: bursts of the current run, and the one after it.
    std::int64_t run = 0, run_end = 0;
    bool first_run_closed = false;

    /// With all runs closed.
    friend bool operator==(const Share& x, const Share& y) { return x.bursts == y.bursts && x.gaps == y.gaps; }
  };
  /// The shares of a gather that has been asked for before.
  struct KnownGather {
    DramGatherPtr gather;    // kept, so that no other one has its address
    std::int64_t phase = 0;  // of the address in gather_period_
    DramDirection direction = DramDirection::read;
    std::vector<Share> shares;  // of each channel
  };
  static constexpr std::size_t kKnownGathers = 1024;
  struct TakenIn {
    Time done = 0;  ///< the request's data in this pipe
    ChannelCost cost;
  };
  struct Before {
    DramDirection direction;
    Bytes bytes;
    bool gathered;
    std::int64_t end;  // after its last address, in the address period
  };

  struct Wait {
    std::int64_t ticks = 0;  ///< in kCostUnit of a DRAM cycle
    Time time = 0;
  };
  /// What every request of a direction needs again: a division takes longer than all else that it costs.
  struct Known {
    Wait to_open, to_close_and_open;
    Time latency = 0;
    Time two_batches = 0, crowd = 0;  // how long so many bursts take that wait
    std::int64_t crowded = 0;         // what a first burst among a crowd takes more than one of a long stream
    std::vector<Time> through;        // of 0, 1, 2, ... bursts, with refresh
  };

  void note_known(DramDirection direction);
  Time through(const Known& known, std::int64_t bursts, std::int64_t ticks) const;
  bool goes_on(DramDirection direction, std::size_t segments, std::int64_t address, Bytes bytes) const;
  void add_segment(DramDirection direction, const DramSegment& segment);
  void add_run(DramDirection direction, Share& share, BurstRange run);
  void close_run(DramDirection direction, Share& share);
  void add_segments(DramDirection direction, const std::vector<DramSegment>& segments);
  void add_gather(DramDirection direction, const DramGatherPtr& gather, std::int64_t address);
  /// Takes in the shares; so many segments, of which this is the last, from `address` on.
  void start_added(Cycles now, std::int64_t id, DramDirection direction, std::size_t segments, std::int64_t address,
                   const DramSegment& last, Bytes bytes);
  ChannelCost turn(Pipe& pipe, const Share& share, DramDirection direction, Time now);
  /// Of a change of direction after a batch of each.
  std::int64_t unshared_turn();
  /// How much of a crowd that takes so long is not there, in kCostUnit.
  static std::int64_t missing(const Pipe& pipe, Time now, Time enough);
  TakenIn take_in(Pipe& pipe, const Share& share, Time now, DramDirection direction, bool goes_on);
  /// The latest time that was worked out: a division takes longer than all the rest, and channels ask for the same.
  struct Latest {
    std::int64_t ticks = 0;
    Time time = 0;
  };
  /// Of a cost in kCostUnit of a DRAM cycle.
  Time time_of(std::int64_t ticks) const;
  Time time_of(std::int64_t ticks, Latest& latest) const;
  std::int64_t refreshed(std::int64_t ticks) const;

  const BankedDramConfig config_;
  const AddressMap map_;
  const std::shared_ptr<const Calibration> calibration_;
  const std::int64_t address_period_;
  const std::int64_t gather_period_;                  // in bytes: moving a gather by a multiple of it changes no share
  std::int64_t times_numerator_, times_denominator_;  // from cost units to Time
  std::array<Known, 2> known_;
  std::optional<std::int64_t> unshared_turn_;
  std::vector<Pipe> pipes_;
  std::vector<Share> shares_;               // of each channel, of the request that is being taken in
  std::vector<KnownGather> known_gathers_;  // by a hash of all but their shares; of equal places the latest
  std::optional<Before> before_;
  Latest latest_taken_, latest_alone_;
  ChannelCost counted_;  // expectations
  CompletionQueue done_;
};

}  // namespace skipgrid::sim
