// The lines of a text file, compressed or not, one at a time.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "traces/files/byte_stream.h"

namespace skipgrid::traces {

/// What some programs write before UTF-8 text.
inline constexpr std::string_view kByteOrderMark = "\xef\xbb\xbf";

class LineReader {
 public:
  static constexpr std::size_t kMaxLine = std::size_t{16} << 20;  ///< bytes

  /// A trace that lacks its last newline was cut; a table that a person typed often has none.
  enum class LastLine : std::uint8_t { needs_newline, may_lack_newline };

  explicit LineReader(std::unique_ptr<ByteSource> source, LastLine last_line = LastLine::needs_newline);

  /// The next line without its newline, valid until the next call; false at the end. Throws CorruptData when the line
  /// is longer than kMaxLine, when the file ends without a newline that it needs, or when the source is corrupt.
  bool next(std::string_view& line);

  /// Number of the line that next() returned, or failed to return; the first is 1.
  std::uint64_t number() const { return number_; }

 private:
  bool fill();

  std::unique_ptr<ByteSource> source_;
  LastLine last_line_;
  std::vector<char> buffer_;
  std::size_t begin_ = 0, end_ = 0;  // unread bytes
  std::uint64_t number_ = 0;
};

}  // namespace skipgrid::traces
