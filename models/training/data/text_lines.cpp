#include "models/training/data/text_lines.h"

#include <fmt/format.h>

#include <memory>

#include "traces/files/file_stream.h"
#include "traces/input_error.h"

namespace skipgrid::models {

namespace {

bool is_space(char c) { return c == ' ' || c == '\t' || c == '\r' || c == '\f' || c == '\v'; }

/// Bytes of the character that begins with `lead`; 0 for what begins none.
std::size_t length_of_character(unsigned char lead) {
  return lead < 0x80 ? 1 : lead >> 5 == 0x6 ? 2 : lead >> 4 == 0xe ? 3 : lead >> 3 == 0x1e ? 4 : 0;
}

// Index of the first byte that is not part of well-formed UTF-8 text, or npos. Control characters other than white
// space do not belong into text either.
std::size_t first_bad_byte(std::string_view line) {
  for (std::size_t i = 0; i < line.size();) {
    const auto lead = static_cast<unsigned char>(line[i]);
    if ((lead < 0x20 && !is_space(line[i])) || lead == 0x7f) return i;
    const std::size_t length = length_of_character(lead);
    if (length == 0 || i + length > line.size()) return i;
    for (std::size_t k = 1; k < length; ++k) {
      if (static_cast<unsigned char>(line[i + k]) >> 6 != 0x2) return i;
    }
    i += length;
  }
  return std::string_view::npos;
}

}  // namespace

TextLines::TextLines(const std::string& path, std::uint64_t most_bytes)
    : path_(path),
      lines_(std::make_unique<traces::FileSource>(path), traces::LineReader::LastLine::may_lack_newline),
      most_bytes_(most_bytes) {}

std::string TextLines::place() const { return fmt::format("{}:{}", path_, line_); }

void TextLines::fail(const std::string& problem) const {
  throw InputError(fmt::format("{}:{}", path_, lines_.number()), problem);
}

bool TextLines::next(std::string& line) {
  std::string_view text;
  try {
    if (!lines_.next(text)) return false;
  } catch (const traces::CorruptData& error) {
    fail(error.what());
  }
  line_ = lines_.number();
  bytes_ += text.size() + 1;
  if (bytes_ > most_bytes_) fail(fmt::format("the text goes on beyond {} bytes", most_bytes_));
  if (line_ == 1 && text.substr(0, traces::kByteOrderMark.size()) == traces::kByteOrderMark) {
    text.remove_prefix(traces::kByteOrderMark.size());
  }
  if (!text.empty() && text.back() == '\r') text.remove_suffix(1);
  check_characters(text);
  line = text;
  return true;
}

void TextLines::check_characters(std::string_view line) const {
  if (const std::size_t bad = first_bad_byte(line); bad != std::string_view::npos) {
    fail(fmt::format("expected UTF-8 text, got byte 0x{:02x} in column {}", static_cast<unsigned char>(line[bad]),
                     bad + 1));
  }
  if (const std::size_t at = line.find('\r'); at != std::string_view::npos) {
    fail(fmt::format("expected lines that end in a newline, got a carriage return alone in column {}", at + 1));
  }
}

std::vector<std::string_view> split_words(std::string_view line) {
  std::vector<std::string_view> words;
  for (std::size_t i = 0; i < line.size();) {
    if (is_space(line[i])) {
      ++i;
      continue;
    }
    std::size_t end = i;
    while (end < line.size() && !is_space(line[end])) ++end;
    words.push_back(line.substr(i, end - i));
    i = end;
  }
  return words;
}

std::vector<std::string_view> split_characters(std::string_view word) {
  std::vector<std::string_view> characters;
  for (std::size_t i = 0; i < word.size();) {
    const std::size_t length = length_of_character(static_cast<unsigned char>(word[i]));
    characters.push_back(word.substr(i, length));
    i += length;
  }
  return characters;
}

}  // namespace skipgrid::models
