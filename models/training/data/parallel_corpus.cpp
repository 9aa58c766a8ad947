#include "models/training/data/parallel_corpus.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "traces/input_error.h"

namespace skipgrid::models {

namespace {

using Pairs = std::vector<SentencePair>;
using Side = std::vector<std::string> SentencePair::*;

void check_length(const std::vector<std::string>& words, const std::string& place, std::size_t most) {
  if (words.size() <= most) return;
  throw InputError(place, fmt::format("expected a sentence of at most {} words, the most that the workload has steps "
                                      "for, got {}",
                                      most, words.size()));
}

Pairs read_checked(const ParallelFiles& files, std::size_t most) {
  Pairs pairs = read_parallel_text(files);
  for (const SentencePair& pair : pairs) {
    check_length(pair.source, pair.source_place, most);
    check_length(pair.target, pair.target_place, most);
  }
  return pairs;
}

Vocabulary vocabulary_of(const Pairs& pairs, Side side, std::size_t most) {
  std::vector<std::string> words;
  for (const SentencePair& pair : pairs) {
    words.insert(words.end(), (pair.*side).begin(), (pair.*side).end());
    words.emplace_back(kEndOfLine);
  }
  return {words, most};
}

std::vector<PairIds> pair_ids(const ParallelCorpus& corpus, const Pairs& pairs) {
  std::vector<PairIds> all;
  all.reserve(pairs.size());
  for (const SentencePair& pair : pairs) {
    all.push_back({corpus.source_words.ids(pair.source), corpus.target_words.ids(pair.target), pair.reference});
  }
  return all;
}

std::size_t longest(const ParallelCorpus& corpus, std::vector<std::int32_t> PairIds::*side) {
  std::size_t most = 0;
  for (const auto* part : {&corpus.train, &corpus.valid, &corpus.test}) {
    for (const PairIds& pair : *part) most = std::max(most, (pair.*side).size());
  }
  return most;
}

}  // namespace

std::size_t ParallelCorpus::longest_source() const { return longest(*this, &PairIds::source); }

std::size_t ParallelCorpus::longest_target() const { return longest(*this, &PairIds::target); }

std::string ParallelCorpus::text_of(const std::vector<std::int32_t>& target_ids) const {
  std::string text;
  for (const std::int32_t id : target_ids) {
    if (!text.empty()) text += ' ';
    text += target_words.word(id);
  }
  return text;
}

ParallelCorpus read_parallel_corpus(const ParallelFiles& train_files, const ParallelFiles& valid_files,
                                    const std::optional<ParallelFiles>& test_files,
                                    const ParallelCorpusLimits& limits) {
  const Pairs train = read_checked(train_files, limits.words), valid = read_checked(valid_files, limits.words);
  const Pairs test = test_files ? read_checked(*test_files, limits.words) : Pairs{};
  ParallelCorpus corpus{vocabulary_of(train, &SentencePair::source, limits.source_words),
                        vocabulary_of(train, &SentencePair::target, limits.target_words),
                        {},
                        {},
                        {}};
  corpus.train = pair_ids(corpus, train);
  corpus.valid = pair_ids(corpus, valid);
  corpus.test = pair_ids(corpus, test);
  return corpus;
}

}  // namespace skipgrid::models
