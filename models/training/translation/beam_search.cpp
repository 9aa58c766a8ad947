#include "models/training/translation/beam_search.h"

#include <algorithm>
#include <limits>

namespace skipgrid::models {

namespace {
constexpr double kNever = -std::numeric_limits<double>::infinity();  // of what is not to be continued
}  // namespace

BeamSearch::BeamSearch(const Decoding& decoding, std::int32_t end, int longest)
    : decoding_(decoding), end_(end), longest_(longest), alive_(static_cast<std::size_t>(decoding.beam)) {
  // All begin alike: only one of them may be continued.
  for (std::size_t k = 1; k < alive_.size(); ++k) alive_[k].log_probability = kNever;
}

std::vector<BeamSearch::Continuation> BeamSearch::best_continuations(const float* log_probabilities,
                                                                     std::int64_t vocabulary, double penalty) const {
  const auto better = [](const Continuation& a, const Continuation& b) { return a.score > b.score; };
  std::vector<Continuation> best;  // best first, the first of equals before the others
  for (std::size_t k = 0; k < alive_.size(); ++k) {
    const float* row = log_probabilities + static_cast<std::int64_t>(k) * vocabulary;
    for (std::int64_t v = 0; v < vocabulary; ++v) {
      const Continuation next{(alive_[k].log_probability + static_cast<double>(row[v])) / penalty, static_cast<int>(k),
                              static_cast<std::int32_t>(v)};
      if (best.size() == alive_.size()) {
        if (!better(next, best.back())) continue;
        best.pop_back();
      }
      best.insert(std::upper_bound(best.begin(), best.end(), next, better), next);
    }
  }
  return best;
}

void BeamSearch::put_by(const Hypothesis& hypothesis, double score) {
  if (found_ && score <= best_score_) return;
  found_ = true;
  best_score_ = score;
  best_ = hypothesis.words;
  if (best_.back() == end_) best_.pop_back();
}

void BeamSearch::advance(const float* log_probabilities, std::int64_t vocabulary) {
  ++steps_;
  // The length counts what begins a sentence, too.
  const double penalty = decoding_.penalty_of(steps_ + 1);
  const std::vector<Continuation> best = best_continuations(log_probabilities, vocabulary, penalty);
  std::vector<Hypothesis> next;
  for (const Continuation& continuation : best) {
    const Hypothesis& from = alive_[static_cast<std::size_t>(continuation.origin)];
    Hypothesis hypothesis{continuation.score * penalty, from.words, continuation.origin};
    hypothesis.words.push_back(continuation.word);
    const bool ends = continuation.word == end_ || steps_ == longest_;
    if (ends) {
      put_by(hypothesis, continuation.score);
      hypothesis.log_probability = kNever;
      done_ = done_ || next.empty();
    }
    next.push_back(std::move(hypothesis));
  }
  alive_ = std::move(next);
}

}  // namespace skipgrid::models
