// One channel of a memory, every burst of it, with requests that all wait from the beginning: what calibration
// measures.
#pragma once

#include <vector>

#include "sim/memory/calibrated/channel_cost.h"
#include "sim/memory/dram_model.h"

namespace skipgrid::sim {

/// Bursts that wait and those that pass are counted on the DRAM's own clock.
class CalibrationBench {
 public:
  struct Request {
    DramDirection direction;
    std::vector<DramSegment> segments;
  };
  /// What happened from one request's completion to another's.
  struct Span {
    double ticks = 0;
    double misses = 0, conflicts = 0, activates = 0, precharges = 0;

    Span& operator+=(const Span& other);
    /// What is left without so many bursts at a cost.
    Span beyond(double bursts, const ChannelCost& each) const;
    ChannelCost over(double times) const;
  };

  explicit CalibrationBench(const BankedDramConfig& config);
  CalibrationBench without_refresh() const;

  /// A segment of bursts; positions wrap around in half a memory, of which there are two.
  DramSegment segment(int half, std::int64_t first, std::int64_t bursts) const;
  /// Another row of the bank that segment(0, 0, 1) lies in.
  DramSegment other_row() const;

  /// What happened from when the first `few` were done until `few` of the others are left. Outcomes of bursts are those
  /// of all requests, in proportion.
  Span saturated(const std::vector<Request>& requests, std::size_t few) const;
  /// Ticks that a request takes when those before it, if any, have been done for a while.
  double alone(DramDirection direction, const std::vector<DramSegment>& before, DramSegment segment) const;

 private:
  BankedDramConfig config_;
  std::int64_t bursts_ = 0;  // that there are
};

}  // namespace skipgrid::sim
