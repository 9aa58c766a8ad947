// Sentences put together into batches of about equal length.
#pragma once

#include <cstdint>
#include <vector>

#include "models/network/batch.h"
#include "models/training/data/batch_order.h"
#include "models/training/data/tagged_corpus.h"

namespace skipgrid::models {

class SentenceBatches {
 public:
  /// word_length: letters that words are padded to or cut at; 0: no letters are wanted. The sentences, at least one,
  /// must outlive it.
  SentenceBatches(const std::vector<SentenceIds>& sentences, int samples, int word_length);

  int whole() const { return order_.whole(); }
  int all() const { return order_.all(); }
  /// See BatchOrder; pools of 20 batches.
  void shuffle(std::uint64_t seed, int epoch) { order_.shuffle(seed, epoch); }
  void sort() { order_.sort(); }

  /// Valid until the next call. A last batch that lacks samples is filled up with the first sentences.
  const Batch& at(int index);
  /// Of the sentences of the last at(): which they are; null for what fills a batch up.
  const SentenceIds* sentence(int sample) const {
    return order_.lacks(index_, sample) ? nullptr : &sentences_[order_.sentence(index_, sample)];
  }

 private:
  const std::vector<SentenceIds>& sentences_;
  int samples_, word_length_;
  BatchOrder order_;
  int index_ = 0;
  Batch batch_;
  std::vector<std::int32_t> words_, tags_, letters_;
};

}  // namespace skipgrid::models
