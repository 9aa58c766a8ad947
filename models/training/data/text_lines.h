// Text files line by line, UTF-8 and nothing else. Lines end in a newline or in a carriage return and a newline; a byte
// order mark at the beginning is no part of the text.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "traces/files/line_reader.h"

namespace skipgrid::models {

class TextLines {
 public:
  /// Bytes of a whole text: more than any that a language model of this kind is trained on, and its words fit memory.
  static constexpr std::uint64_t kMostBytes = std::uint64_t{1} << 30;

  /// Throws InputError when the file cannot be read. A text of more than `most_bytes` is refused.
  explicit TextLines(const std::string& path, std::uint64_t most_bytes = kMostBytes);

  /// False at the end of the file. Throws InputError naming file and line: unreadable, not UTF-8 text, a carriage
  /// return inside a line, a line or a text that is too long.
  bool next(std::string& line);
  /// "file:line" of the line read last.
  std::string place() const;

 private:
  [[noreturn]] void fail(const std::string& problem) const;
  void check_characters(std::string_view line) const;

  std::string path_;
  traces::LineReader lines_;
  std::uint64_t most_bytes_, bytes_ = 0;
  std::uint64_t line_ = 0;
};

/// What of a line is not white space.
std::vector<std::string_view> split_words(std::string_view line);
/// The characters of well-formed UTF-8 text.
std::vector<std::string_view> split_characters(std::string_view word);

}  // namespace skipgrid::models
