// Pairs of sentences put together into batches of about equal length, as a translation model is trained: the target is
// read from <eos> on, and each word's target is the next one, at last <eos>.
#pragma once

#include <cstdint>
#include <vector>

#include "models/network/batch.h"
#include "models/training/data/batch_order.h"
#include "models/training/data/parallel_corpus.h"

namespace skipgrid::models {

class PairBatches {
 public:
  struct Shape {
    int samples = 1;
    int pool = 1;                                      ///< batches that are sorted together
    std::size_t source_stream = 0, target_stream = 1;  ///< of the batch
    std::int32_t end = 0;                              ///< <eos>
  };
  /// The pairs must outlive it.
  PairBatches(const std::vector<PairIds>& pairs, const Shape& shape);

  int whole() const { return order_.whole(); }
  int all() const { return order_.all(); }
  /// See BatchOrder.
  void shuffle(std::uint64_t seed, int epoch) { order_.shuffle(seed, epoch); }
  void sort() { order_.sort(); }

  /// Valid until the next call. A last batch that lacks samples is filled up with the first pairs; these have no
  /// targets.
  const Batch& at(int index);
  /// That have targets in the last at().
  std::int64_t tokens() const { return tokens_; }

 private:
  void add_pair(const PairIds& pair, std::size_t sample, bool with_targets);

  const std::vector<PairIds>& pairs_;
  Shape shape_;
  BatchOrder order_;
  Batch batch_;
  std::int64_t tokens_ = 0;
  std::vector<std::int32_t> source_, fed_, targets_;
};

}  // namespace skipgrid::models
