// How well a tagger finds entities, counted as CoNLL's conlleval does: an entity is right when its first token, its
// last one and its kind are.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace skipgrid::models {

/// "O", or "B-", "I-", "E-" or "S-" and a kind.
bool is_entity_tag(std::string_view tag);

/// Tokens [first, last] of a sentence.
struct Entity {
  std::size_t first = 0, last = 0;
  std::string kind;
};

/// An entity begins at B and S, and at I and E that continue none of their kind; it goes on until something else
/// begins or an E or S is over. So tags that are not well-formed, as a model may say them, mean something, too.
std::vector<Entity> entities_of(const std::vector<std::string>& tags);

struct EntityScores {
  std::int64_t expected = 0;  ///< entities that there are
  std::int64_t found = 0;     ///< that the tagger named
  std::int64_t right = 0;     ///< in both

  /// One sentence. Requires as many tags in one as in the other.
  void add(const std::vector<std::string>& expected_tags, const std::vector<std::string>& found_tags);

  // In [0, 1]; 0 where there is nothing to divide by.
  double precision() const { return found == 0 ? 0.0 : static_cast<double>(right) / static_cast<double>(found); }
  double recall() const { return expected == 0 ? 0.0 : static_cast<double>(right) / static_cast<double>(expected); }
  double f1() const {
    return expected + found == 0 ? 0.0 : 2.0 * static_cast<double>(right) / static_cast<double>(expected + found);
  }
};

}  // namespace skipgrid::models
