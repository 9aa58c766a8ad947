// Sentences put together into batches of about equal length.
#pragma once

#include <cstdint>
#include <vector>

#include "models/network/batch.h"
#include "models/training/data/tagged_corpus.h"

namespace skipgrid::models {

class SentenceBatches {
 public:
  /// word_length: letters that words are padded to or cut at; 0: no letters are wanted. The sentences, at least one,
  /// must outlive it.
  SentenceBatches(const std::vector<SentenceIds>& sentences, int samples, int word_length);

  /// Batches without a sample too few, and all.
  int whole() const { return static_cast<int>(sentences_.size()) / samples_; }
  int all() const { return (static_cast<int>(sentences_.size()) + samples_ - 1) / samples_; }

  /// A new order, a pure function of (seed, epoch): shuffled, then sorted by length within pools of 20 batches, and the
  /// batches shuffled.
  void shuffle(std::uint64_t seed, int epoch);
  /// By length, to go through all of them once.
  void sort();

  /// Valid until the next call. A last batch that lacks samples is filled up with the first sentences.
  const Batch& at(int index);
  /// Of the sentences of the last at(): which they are; null for what fills a batch up.
  const SentenceIds* sentence(int sample) const;

 private:
  std::size_t position(int sample) const {
    return static_cast<std::size_t>(index_) * static_cast<std::size_t>(samples_) + static_cast<std::size_t>(sample);
  }
  void sort_by_length(std::size_t first, std::size_t last);

  const std::vector<SentenceIds>& sentences_;
  int samples_, word_length_;
  std::vector<std::size_t> order_;
  int index_ = 0;
  Batch batch_;
  std::vector<std::int32_t> words_, tags_, letters_;
};

}  // namespace skipgrid::models
