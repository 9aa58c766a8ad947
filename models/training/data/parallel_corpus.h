// Pairs of sentences as ids: what a translation model is trained and judged on.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "models/training/data/corpus.h"
#include "models/training/data/parallel_text.h"

namespace skipgrid::models {

struct PairIds {
  std::vector<std::int32_t> source, target;  ///< words, without the end of a sentence
  std::string reference;
};

/// The vocabularies are the training pairs'. In the target's, <eos> begins a sentence and ends one.
struct ParallelCorpus {
  Vocabulary source_words, target_words;
  std::vector<PairIds> train, valid;
  std::vector<PairIds> test;  ///< judged once, after the last epoch; may be empty

  std::size_t longest_source() const;  ///< words
  std::size_t longest_target() const;
  std::int32_t end() const { return target_words.id(std::string(kEndOfLine)); }
  /// With blanks between.
  std::string text_of(const std::vector<std::int32_t>& target_ids) const;
};

struct ParallelCorpusLimits {
  std::size_t source_words, target_words;  ///< the most that a model has room for
  std::size_t words;                       ///< of the longest sentence
};

/// Throws InputError.
ParallelCorpus read_parallel_corpus(const ParallelFiles& train, const ParallelFiles& valid,
                                    const std::optional<ParallelFiles>& test, const ParallelCorpusLimits& limits);

}  // namespace skipgrid::models
