// Tagged sentences as ids: what a tagger is trained and judged on.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "models/training/data/conll.h"
#include "models/training/data/corpus.h"

namespace skipgrid::models {

struct SentenceIds {
  std::vector<std::int32_t> words, tags;
  std::vector<std::vector<std::int32_t>> letters;  ///< of each word
};

/// Words are looked up in lower case (of ASCII; their letters keep the case), those of the vocabularies are the
/// training sentences'.
struct TaggedCorpus {
  Vocabulary words, letters;
  std::vector<std::string> tags;  ///< of both parts, in alphabetical order
  std::vector<SentenceIds> train, valid;

  std::size_t longest() const;  ///< tokens of the longest sentence
  std::vector<std::string> names_of(const std::vector<std::int32_t>& tag_ids) const;
};

struct TaggedCorpusLimits {
  std::size_t words, letters, tags;  ///< the most that a model has room for
  std::size_t steps;                 ///< of the longest sentence
};

/// Without a file to validate on, every hold_out_every-th sentence is held out of the training file. Throws InputError.
TaggedCorpus read_tagged_corpus(const std::string& train_file, const std::string& valid_file, int hold_out_every,
                                const TaggedCorpusLimits& limits, TagScheme scheme = TagScheme::iob);

}  // namespace skipgrid::models
