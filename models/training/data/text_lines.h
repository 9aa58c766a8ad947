// Text files line by line, UTF-8 and nothing else.
#pragma once

#include <cstddef>
#include <fstream>
#include <string>
#include <string_view>
#include <vector>

namespace skipgrid::models {

class TextLines {
 public:
  /// Throws InputError when the file cannot be read.
  explicit TextLines(const std::string& path);

  /// False at the end of the file. Throws InputError naming file and line: unreadable, not UTF-8 text.
  bool next(std::string& line);
  /// "file:line" of the line read last.
  std::string place() const;

 private:
  std::string path_;
  std::ifstream file_;
  std::size_t line_ = 0;
};

/// What of a line is not white space.
std::vector<std::string_view> split_words(std::string_view line);
/// The characters of well-formed UTF-8 text.
std::vector<std::string_view> split_characters(std::string_view word);

}  // namespace skipgrid::models
