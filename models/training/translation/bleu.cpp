#include "models/training/translation/bleu.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <string_view>
#include <vector>

#include "models/training/translation/bleu_tokens.h"

namespace skipgrid::models {

namespace {

/// How often each n-gram stands in a sentence.
using NGrams = std::map<std::vector<std::string_view>, std::int64_t>;

NGrams ngrams_of(const std::vector<std::string>& tokens, std::size_t order) {
  NGrams counts;
  for (std::size_t i = 0; i + order <= tokens.size(); ++i) {
    ++counts[std::vector<std::string_view>(tokens.begin() + static_cast<std::ptrdiff_t>(i),
                                           tokens.begin() + static_cast<std::ptrdiff_t>(i + order))];
  }
  return counts;
}

std::int64_t common(const NGrams& found, const NGrams& expected) {
  std::int64_t both = 0;
  for (const auto& [ngram, count] : found) {
    const auto other = expected.find(ngram);
    if (other != expected.end()) both += std::min(count, other->second);
  }
  return both;
}

}  // namespace

void BleuScore::add(const std::string& translation, const std::string& reference) {
  const std::vector<std::string> ours = bleu_tokens(translation), theirs = bleu_tokens(reference);
  words += static_cast<std::int64_t>(ours.size());
  expected_words += static_cast<std::int64_t>(theirs.size());
  for (std::size_t n = 0; n < kOrders; ++n) {
    right[n] += common(ngrams_of(ours, n + 1), ngrams_of(theirs, n + 1));
    found[n] += std::max<std::int64_t>(0, static_cast<std::int64_t>(ours.size()) - static_cast<std::int64_t>(n));
  }
}

double BleuScore::score() const {
  if (right[0] == 0 || std::find(found.begin(), found.end(), 0) != found.end()) return 0.0;
  double log_sum = 0.0, smoothing = 1.0;
  for (std::size_t n = 0; n < kOrders; ++n) {
    if (right[n] == 0) smoothing *= 2.0;
    const double matches = right[n] == 0 ? 1.0 / smoothing : static_cast<double>(right[n]);
    log_sum += std::log(100.0 * matches / static_cast<double>(found[n]));
  }
  const double shortness = 1.0 - static_cast<double>(expected_words) / static_cast<double>(words);
  return std::exp(std::min(0.0, shortness)) * std::exp(log_sum / kOrders);
}

std::string bleu_signature() { return "nrefs:1|case:mixed|eff:no|tok:13a|smooth:exp"; }

}  // namespace skipgrid::models
