// Beam search for the translation of one sentence, by the rules of OpenNMT-py's.
#pragma once

#include <cstdint>
#include <vector>

#include "models/training/translation/decoding.h"

namespace skipgrid::models {

/// Of each hypothesis that goes on, the `beam` best continuations of all are kept. One that ends a sentence is put by
/// and not followed any further; the search is done when the best of a step is such a one, or the sentence is as long
/// as it may be. Then the best of those that were put by counts. With a beam of 1 it is the greedy search.
class BeamSearch {
 public:
  /// end: the word that ends a sentence; longest: words that a sentence may have, its end included.
  BeamSearch(const Decoding& decoding, std::int32_t end, int longest);

  /// log_probabilities: log p of the next word after each hypothesis, beam x vocabulary. Requires !done() and at least
  /// as many words as the beam has hypotheses.
  void advance(const float* log_probabilities, std::int64_t vocabulary);
  bool done() const { return done_; }

  /// The last word of each hypothesis, and the hypothesis of the step before that it continues.
  std::int32_t word(int hypothesis) const { return alive_[static_cast<std::size_t>(hypothesis)].words.back(); }
  int origin(int hypothesis) const { return alive_[static_cast<std::size_t>(hypothesis)].origin; }

  /// Without the end. Requires done().
  const std::vector<std::int32_t>& best() const { return best_; }

 private:
  struct Hypothesis {
    double log_probability = 0.0;
    std::vector<std::int32_t> words;
    int origin = 0;
  };
  struct Continuation {
    double score;
    int origin;
    std::int32_t word;
  };
  std::vector<Continuation> best_continuations(const float* log_probabilities, std::int64_t vocabulary,
                                               double penalty) const;
  void put_by(const Hypothesis& hypothesis, double score);

  Decoding decoding_;
  std::int32_t end_;
  int longest_;
  int steps_ = 0;
  bool done_ = false, found_ = false;
  std::vector<Hypothesis> alive_;
  double best_score_ = 0.0;
  std::vector<std::int32_t> best_;
};

}  // namespace skipgrid::models
