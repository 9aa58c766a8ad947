// Plain text as token ids: words by white space, <eos> after every line, rare words as <unk>.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace skipgrid::models {

inline constexpr std::string_view kEndOfLine = "<eos>";
inline constexpr std::string_view kUnknown = "<unk>";

/// The words of a file, <eos> after each line. A line of nothing but white space is a line all the same.
/// Throws InputError naming file and line: what TextLines refuses, or no words at all.
std::vector<std::string> read_words(const std::string& path);

/// The words of a vocabulary by frequency, most frequent first, words of equal frequency in alphabetical order.
class Vocabulary {
 public:
  /// At most `most` words (>= 2), <eos> and <unk> among them; <unk> is always there.
  Vocabulary(const std::vector<std::string>& words, std::size_t most);

  std::size_t size() const { return words_.size(); }
  const std::string& word(std::int32_t id) const { return words_[static_cast<std::size_t>(id)]; }
  /// The id of <unk> for a word that is not in the vocabulary.
  std::int32_t id(const std::string& word) const;
  std::vector<std::int32_t> ids(const std::vector<std::string>& words) const;

 private:
  std::vector<std::string> words_;
  std::unordered_map<std::string, std::int32_t> ids_;
};

/// What a language model is trained and judged on.
struct Corpus {
  Vocabulary vocabulary;
  std::vector<std::int32_t> train, valid;
};

/// The vocabulary is the training text's. Throws InputError.
Corpus read_corpus(const std::string& train_file, const std::string& valid_file, std::size_t most_words);

}  // namespace skipgrid::models
