#include "traces/files/csv_reader.h"

#include <fmt/format.h>

#include <charconv>

#include "traces/files/compressed_file.h"
#include "traces/input_error.h"
#include "traces/jsonl/json_text.h"

namespace skipgrid::traces {

namespace {

constexpr std::string_view kNoBreakSpace = "\xc2\xa0";

/// Bytes of the blank that the text begins with; 0: with none.
std::size_t blank_at_front(std::string_view text) {
  if (text.substr(0, kNoBreakSpace.size()) == kNoBreakSpace) return kNoBreakSpace.size();
  return !text.empty() && (text.front() == ' ' || text.front() == '\t' || text.front() == '\r') ? 1 : 0;
}

std::size_t blank_at_back(std::string_view text) {
  const std::size_t size = kNoBreakSpace.size();
  if (text.size() >= size && text.substr(text.size() - size) == kNoBreakSpace) return size;
  return !text.empty() && (text.back() == ' ' || text.back() == '\t' || text.back() == '\r') ? 1 : 0;
}

std::string_view trimmed(std::string_view text) {
  while (const std::size_t blank = blank_at_front(text)) text.remove_prefix(blank);
  while (const std::size_t blank = blank_at_back(text)) text.remove_suffix(blank);
  return text;
}

/// Takes a cell between quotation marks, in which two of them stand for one, off the front of the line.
std::string quoted_cell(std::string_view& line, char separator) {
  std::string cell;
  std::size_t at = 1;
  for (;; ++at) {
    if (at == line.size()) throw CorruptData("a quotation mark is not closed");
    if (line[at] != '"') {
      cell += line[at];
    } else if (at + 1 < line.size() && line[at + 1] == '"') {
      cell += line[at++];
    } else {
      break;
    }
  }
  line.remove_prefix(at + 1);
  const std::size_t end = line.find(separator);
  if (!trimmed(line.substr(0, end)).empty()) throw CorruptData("expected nothing between a quoted cell and the next");
  return std::string(trimmed(cell));
}

std::string plain_cell(std::string_view line, char separator) {
  const std::string_view cell = trimmed(line.substr(0, line.find(separator)));
  if (cell.find('"') != std::string_view::npos) throw CorruptData("expected quotation marks around a whole cell");
  return std::string(cell);
}

void split(std::string_view line, char separator, std::vector<std::string>& cells) {
  cells.clear();
  for (;;) {
    while (!line.empty() && line.front() != separator && blank_at_front(line) > 0)
      line.remove_prefix(blank_at_front(line));
    const bool quoted = !line.empty() && line.front() == '"';
    cells.push_back(quoted ? quoted_cell(line, separator) : plain_cell(line, separator));
    const std::size_t end = line.find(separator);
    if (end == std::string_view::npos) return;
    line.remove_prefix(end + 1);
  }
}

/// Some programs write tables with tabs: the first row tells.
char separator_of(std::string_view line) {
  const bool tabs = line.find(',') == std::string_view::npos && trimmed(line).find('\t') != std::string_view::npos;
  return tabs ? '\t' : ',';
}

void refuse_bytes(std::string_view line) {
  if (line.find('\0') != std::string_view::npos) throw CorruptData("expected text, got a NUL byte");
  const std::size_t carriage_return = line.find('\r');
  if (carriage_return != std::string_view::npos && carriage_return + 1 != line.size())
    throw CorruptData("expected lines that end in a newline, got a carriage return alone");
}

}  // namespace

CsvReader::CsvReader(const std::string& path)
    : path_(path), lines_(open_source(path), LineReader::LastLine::may_lack_newline) {}

bool CsvReader::next(std::vector<std::string>& cells) {
  try {
    std::string_view line;
    while (lines_.next(line)) {
      if (lines_.number() == 1 && line.substr(0, kByteOrderMark.size()) == kByteOrderMark)
        line.remove_prefix(kByteOrderMark.size());
      if (trimmed(line).empty()) continue;
      refuse_bytes(line);
      if (separator_ == '\0') separator_ = separator_of(line);
      split(line, separator_, cells);
      return true;
    }
    return false;
  } catch (const CorruptData& error) {
    throw InputError(place(), error.what());
  }
}

std::string CsvReader::place() const { return fmt::format("{}:{}", path_, lines_.number()); }

std::int64_t CsvReader::integer(const std::string& cell, std::string_view column, std::int64_t least,
                                std::int64_t most) const {
  std::int64_t number = 0;
  const char* const end = cell.data() + cell.size();
  const auto [stop, error] = std::from_chars(cell.data(), end, number);
  if (error == std::errc() && stop == end && number >= least && number <= most) return number;
  throw InputError(
      place(), fmt::format("{}: expected an integer from {} to {}, got {}", column, least, most, quoted_excerpt(cell)));
}

}  // namespace skipgrid::traces
