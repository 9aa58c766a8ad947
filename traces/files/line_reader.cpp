#include "traces/files/line_reader.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstring>
#include <utility>

namespace skipgrid::traces {

namespace {

constexpr std::size_t kFirstBuffer = std::size_t{1} << 16;

}  // namespace

LineReader::LineReader(std::unique_ptr<ByteSource> source, LastLine last_line)
    : source_(std::move(source)), last_line_(last_line), buffer_(kFirstBuffer) {}

bool LineReader::next(std::string_view& line) {
  ++number_;
  std::size_t searched = 0;  // bytes from begin_ that hold no newline
  for (;;) {
    const char* const start = buffer_.data() + begin_;
    const auto* newline = static_cast<const char*>(std::memchr(start + searched, '\n', end_ - begin_ - searched));
    const std::size_t length = newline != nullptr ? static_cast<std::size_t>(newline - start) : end_ - begin_;
    if (length > kMaxLine) throw CorruptData(fmt::format("longer than {} bytes", kMaxLine));
    if (newline != nullptr) {
      line = std::string_view(start, length);
      begin_ += length + 1;
      return true;
    }
    searched = length;
    if (fill()) continue;
    if (length == 0) return false;
    if (last_line_ == LastLine::needs_newline) throw CorruptData("the file ends inside this line");
    line = std::string_view(buffer_.data() + begin_, length);
    begin_ = end_;
    return true;
  }
}

bool LineReader::fill() {
  std::copy(buffer_.begin() + static_cast<std::ptrdiff_t>(begin_), buffer_.begin() + static_cast<std::ptrdiff_t>(end_),
            buffer_.begin());
  end_ -= begin_;
  begin_ = 0;
  if (end_ == buffer_.size()) buffer_.resize(2 * buffer_.size());
  const std::size_t count = source_->read(buffer_.data() + end_, buffer_.size() - end_);
  end_ += count;
  return count > 0;
}

}  // namespace skipgrid::traces
