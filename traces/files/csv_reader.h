// The rows of a small comma-separated table that a person may have typed: topologies, tables of lengths.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "traces/files/line_reader.h"

namespace skipgrid::traces {

/// Reads row after row. Cells lose the blanks around them, no-break spaces among these, and quotation marks; blank
/// lines, a byte-order mark, carriage returns before newlines and a missing last newline do no harm. When the first row
/// has tabs and no comma, tabs are what separates. A trailing comma is an empty last cell: whether one is allowed is
/// the table's business.
class CsvReader {
 public:
  /// Throws InputError when the file cannot be opened. It may be compressed.
  explicit CsvReader(const std::string& path);

  /// The next row that is not blank; false at the end. Throws InputError for quotation marks that are not around
  /// a whole cell, for a NUL byte, for a carriage return alone, and for what LineReader refuses.
  bool next(std::vector<std::string>& cells);

  /// "topology.csv:7": the row that next() returned last, for errors.
  std::string place() const;

  /// A decimal integer from `least` to `most`, and nothing else. Throws InputError "file:line: column: expected an
  /// integer from 1 to 64, got "x"".
  std::int64_t integer(const std::string& cell, std::string_view column, std::int64_t least, std::int64_t most) const;

 private:
  std::string path_;
  LineReader lines_;
  char separator_ = '\0';  // until the first row has told
};

}  // namespace skipgrid::traces
