#include "traces/files/csv_reader.h"

#include <fmt/format.h>

#include <charconv>

#include "traces/files/compressed_file.h"
#include "traces/input_error.h"

namespace skipgrid::traces {

namespace {

std::string_view trimmed(std::string_view text) {
  constexpr const char* kBlanks = " \t\r";
  const std::size_t first = text.find_first_not_of(kBlanks);
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(kBlanks) - first + 1);
}

void split(std::string_view line, std::vector<std::string>& cells) {
  cells.clear();
  for (;;) {
    const std::size_t comma = line.find(',');
    cells.emplace_back(trimmed(line.substr(0, comma)));
    if (comma == std::string_view::npos) return;
    line.remove_prefix(comma + 1);
  }
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
      if (line.find('"') != std::string_view::npos) throw CorruptData("expected cells without quotation marks");
      if (line.find('\0') != std::string_view::npos) throw CorruptData("expected text, got a NUL byte");
      split(line, cells);
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
  throw InputError(place(),
                   fmt::format("{}: expected an integer from {} to {}, got \"{}\"", column, least, most, cell));
}

}  // namespace skipgrid::traces
