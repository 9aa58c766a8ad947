// How long the sentences of one batch are. They share its time steps: the short ones are padded to the longest.
#pragma once

#include <algorithm>
#include <cstdint>
#include <numeric>
#include <vector>

namespace skipgrid::models {

struct SequenceLengths {
  int steps = 1;               ///< of the longest sample
  std::vector<int> of_sample;  ///< each in [1, steps]; empty: all are as long as the longest

  bool padded() const { return !of_sample.empty(); }
  /// Whether the sample has a token at the step.
  bool has(int sample, int step) const { return !padded() || step < of_sample[static_cast<std::size_t>(sample)]; }
  /// Of so many samples, without padding.
  std::int64_t tokens(int samples) const {
    return padded() ? std::accumulate(of_sample.begin(), of_sample.end(), std::int64_t{0})
                    : std::int64_t{steps} * samples;
  }
  /// Samples that are over before the step.
  std::int64_t over(int step) const {
    return std::count_if(of_sample.begin(), of_sample.end(), [&](int length) { return length <= step; });
  }
};

}  // namespace skipgrid::models
