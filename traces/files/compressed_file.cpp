#include "traces/files/compressed_file.h"

#include <string_view>
#include <utility>

#include "traces/files/expansion.h"
#include "traces/files/file_stream.h"
#include "traces/files/gzip_stream.h"
#include "traces/files/zstd_stream.h"

namespace skipgrid::traces {

namespace {

bool starts_with(std::string_view text, std::string_view start) { return text.substr(0, start.size()) == start; }

bool ends_with(std::string_view text, std::string_view end) {
  return text.size() >= end.size() && text.substr(text.size() - end.size()) == end;
}

/// A zstd frame, or one of the sixteen skippable frames that parallel compressors write first.
bool is_zstd(std::string_view magic) {
  return starts_with(magic, "\x28\xb5\x2f\xfd") ||
         (magic.size() == 4 && (magic[0] & 0xf0) == 0x50 && magic.substr(1) == "\x2a\x4d\x18");
}

/// A compressor and the file behind it, as one.
class CompressedSink : public ByteSink {
 public:
  CompressedSink(std::unique_ptr<FileSink> file, std::unique_ptr<ByteSink> (*make)(ByteSink&))
      : file_(std::move(file)), compressor_(make(*file_)) {}
  void write(const char* data, std::size_t size) override { compressor_->write(data, size); }
  void finish() override { compressor_->finish(); }

 private:
  std::unique_ptr<FileSink> file_;
  std::unique_ptr<ByteSink> compressor_;
};

}  // namespace

std::unique_ptr<ByteSource> open_source(const std::string& path, std::optional<std::uint64_t> expected) {
  auto file = std::make_unique<FileSource>(path, expected);
  const std::string magic = file->peek(4);
  if (starts_with(magic, "\x1f\x8b")) return limited_expansion(std::move(file), make_gzip_source);
  if (is_zstd(magic)) return limited_expansion(std::move(file), make_zstd_source);
  return file;
}

std::unique_ptr<ByteSink> open_sink(const std::string& path) {
  auto file = std::make_unique<FileSink>(path);
  if (ends_with(path, ".gz")) return std::make_unique<CompressedSink>(std::move(file), make_gzip_sink);
  if (ends_with(path, ".zst")) return std::make_unique<CompressedSink>(std::move(file), make_zstd_sink);
  return file;
}

}  // namespace skipgrid::traces
