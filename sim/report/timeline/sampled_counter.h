// A quantity over time, as means of stretches of equal length: few, however long a run is.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "sim/report/timeline/window.h"

namespace skipgrid::sim {

class SampledCounter {
 public:
  explicit SampledCounter(Window window, std::size_t most = 2048) : window_(window), most_(most) {}

  /// The quantity is larger by `amount` in each cycle of [begin, end).
  void add(Cycles begin, Cycles end, double amount);

  /// Whether nothing has been added.
  bool empty() const { return sums_.empty(); }

  struct Sample {
    Cycles from;
    double mean;
  };
  /// At most `most`, of the window from its first cycle to the last that something was added to. The stretches become
  /// twice as long whenever there would be more.
  std::vector<Sample> samples() const;

 private:
  void halve();

  const Window window_;
  const std::size_t most_;
  std::int64_t stretch_ = 1;  // cycles of a sample
  Cycles end_;                // of what was added
  std::vector<double> sums_;
};

}  // namespace skipgrid::sim
