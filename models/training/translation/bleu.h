// How near translations are to a reference: BLEU of a corpus (Papineni et al. 2002) as sacreBLEU computes it (Post
// 2018), so that figures can be compared.
#pragma once

#include <array>
#include <cstdint>
#include <string>

namespace skipgrid::models {

/// What two texts have in common, added up over sentences.
struct BleuScore {
  static constexpr int kOrders = 4;  ///< n-grams of 1 to 4 words

  std::array<std::int64_t, kOrders> right{};  ///< n-grams of the translations that the references have, too
  std::array<std::int64_t, kOrders> found{};  ///< n-grams of the translations
  std::int64_t words = 0;                     ///< of the translations
  std::int64_t expected_words = 0;            ///< of the references

  /// One sentence and its only reference, as plain text.
  void add(const std::string& translation, const std::string& reference);

  /// In [0, 100]: the brevity penalty times the geometric mean of the precisions, of which the k-th that would be zero
  /// counts as 1 / (2^k found) (exponential smoothing); 0 where nothing is right or no n-gram of some order was found.
  double score() const;
};

/// What sacreBLEU prints to say how a score was computed.
std::string bleu_signature();

}  // namespace skipgrid::models
