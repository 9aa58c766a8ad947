// In which order sentences of different lengths fill batches of about equal length.
#pragma once

#include <cstdint>
#include <utility>
#include <vector>

namespace skipgrid::models {

class BatchOrder {
 public:
  /// Steps of a sentence; of a pair, those of source and target.
  using Length = std::pair<std::size_t, std::size_t>;

  /// pool: batches that are sorted by length together. Sentences are in their own order at first.
  BatchOrder(std::vector<Length> lengths, int samples, int pool);

  /// Batches without a sample too few, and all.
  int whole() const { return static_cast<int>(order_.size()) / samples_; }
  int all() const { return (static_cast<int>(order_.size()) + samples_ - 1) / samples_; }

  /// A new order, a pure function of (seed, epoch): shuffled, then sorted by length within pools of batches, and the
  /// batches shuffled. What fills no batch stays behind: others do in the next epoch.
  void shuffle(std::uint64_t seed, int epoch);
  /// By length, to go through all of them once.
  void sort() { sort_by_length(0, order_.size()); }

  /// Which sentence is a sample of a batch; one that the last batch lacks is one of the first.
  std::size_t sentence(int batch, int sample) const { return order_[position(batch, sample) % order_.size()]; }
  /// Whether the batch lacks this sample.
  bool lacks(int batch, int sample) const { return position(batch, sample) >= order_.size(); }

 private:
  std::size_t position(int batch, int sample) const {
    return static_cast<std::size_t>(batch) * static_cast<std::size_t>(samples_) + static_cast<std::size_t>(sample);
  }
  void sort_by_length(std::size_t first, std::size_t last);

  std::vector<Length> lengths_;
  int samples_, pool_;
  std::vector<std::size_t> order_;
};

}  // namespace skipgrid::models
