// Beam search over tables of probabilities, step by step by hand.
#include "models/training/translation/beam_search.h"

#include <catch2/catch.hpp>
#include <cmath>
#include <functional>
#include <map>

namespace skipgrid::models {

namespace {

using Numbers = std::vector<std::int32_t>;

// Numbers 0, 1, 2, of which 0 ends a sentence.
constexpr std::int64_t kVocabulary = 3;

/// The probabilities of the next word, given those before.
using Model = std::function<std::vector<double>(const Numbers&)>;

Numbers search(const Decoding& decoding, int longest, const Model& model) {
  BeamSearch search(decoding, 0, longest);
  std::vector<Numbers> before(static_cast<std::size_t>(decoding.beam));
  while (!search.done()) {
    std::vector<float> rows;
    for (const Numbers& words : before) {
      for (const double p : model(words)) rows.push_back(static_cast<float>(std::log(p)));
    }
    search.advance(rows.data(), kVocabulary);
    std::vector<Numbers> next;
    for (int k = 0; k < decoding.beam; ++k) {
      next.push_back(before[static_cast<std::size_t>(search.origin(k))]);
      next.back().push_back(search.word(k));
    }
    before = next;
  }
  return search.best();
}

std::vector<double> table(const std::map<Numbers, std::vector<double>>& rows, const Numbers& words) {
  const auto found = rows.find(words);
  return found == rows.end() ? std::vector<double>{0.98, 0.01, 0.01} : found->second;
}

}  // namespace

TEST_CASE("A greedy search takes the likeliest word, a beam the likelier sentence") {
  // 1 is likelier at first, but what follows 2 is nearly sure: 0.5 * 0.4 * 0.98 against 0.4 * 0.9 * 0.98.
  const Model model = [](const Numbers& words) {
    return table({{{}, {0.1, 0.5, 0.4}}, {{1}, {0.3, 0.4, 0.3}}, {{2}, {0.05, 0.05, 0.9}}}, words);
  };
  CHECK(search({1, LengthPenalty::none, 0.0}, 10, model) == Numbers{1, 1});
  CHECK(search({2, LengthPenalty::none, 0.0}, 10, model) == Numbers{2, 2});
}

TEST_CASE("A length penalty makes up for what longer sentences lose") {
  // It may end at once with 0.3, or go on to 1 1 1 with 0.65 * 0.65 * 0.65 * 0.98 = 0.27.
  const Model model = [](const Numbers& words) {
    if (words.size() < 3) return std::vector<double>{words.empty() ? 0.3 : 0.01, 0.65, 0.05};
    return std::vector<double>{0.98, 0.01, 0.01};
  };
  CHECK(search({3, LengthPenalty::none, 0.0}, 10, model).empty());
  CHECK(search({3, LengthPenalty::avg, 0.0}, 10, model) == Numbers{1, 1, 1});
  CHECK(search({3, LengthPenalty::wu, 1.0}, 10, model) == Numbers{1, 1, 1});
  CHECK(search({3, LengthPenalty::wu, 0.0}, 10, model).empty());  // no penalty at all
}

TEST_CASE("Length penalties are OpenNMT's") {
  CHECK(Decoding{1, LengthPenalty::none, 0.7}.penalty_of(9) == 1.0);
  CHECK(Decoding{1, LengthPenalty::avg, 0.7}.penalty_of(9) == 9.0);
  CHECK(Decoding{1, LengthPenalty::wu, 0.7}.penalty_of(9) == Approx(std::pow(14.0 / 6.0, 0.7)));
}

TEST_CASE("A sentence that does not end is as long as it may be") {
  const Model model = [](const Numbers&) { return std::vector<double>{1e-6, 0.7, 0.3}; };
  CHECK(search({1, LengthPenalty::none, 0.0}, 4, model) == Numbers{1, 1, 1, 1});
  CHECK(search({3, LengthPenalty::none, 0.0}, 4, model) == Numbers{1, 1, 1, 1});
}

TEST_CASE("A hypothesis that has ended is not followed, and ends the search when it is the best of its step") {
  // 2 0 ends in the second step behind 1 1; the best of the third is 1 1 0, less likely than what was put by.
  int steps = 0;
  const Model model = [&](const Numbers& words) {
    steps = std::max(steps, static_cast<int>(words.size()) + 1);
    return table(
        {{{}, {0.02, 0.58, 0.4}}, {{1}, {0.01, 0.9, 0.09}}, {{2}, {0.9, 0.05, 0.05}}, {{1, 1}, {0.4, 0.3, 0.3}}},
        words);
  };
  CHECK(search({2, LengthPenalty::none, 0.0}, 10, model) == Numbers{2});
  CHECK(steps == 3);
}

}  // namespace skipgrid::models
