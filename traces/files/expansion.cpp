#include "traces/files/expansion.h"

#include <fmt/format.h>

#include <utility>

namespace skipgrid::traces {

namespace {

/// Hands bytes on and counts them where somebody else can see it.
class CountedSource : public ByteSource {
 public:
  CountedSource(std::unique_ptr<ByteSource> source, std::uint64_t& count) : source_(std::move(source)), count_(count) {}
  std::size_t read(char* data, std::size_t size) override {
    const std::size_t bytes = source_->read(data, size);
    count_ += bytes;
    return bytes;
  }

 private:
  std::unique_ptr<ByteSource> source_;
  std::uint64_t& count_;
};

class LimitedSource : public ByteSource {
 public:
  LimitedSource(std::unique_ptr<ByteSource> compressed,
                std::unique_ptr<ByteSource> (*decompress)(std::unique_ptr<ByteSource>))
      : source_(decompress(std::make_unique<CountedSource>(std::move(compressed), compressed_bytes_))) {}

  std::size_t read(char* data, std::size_t size) override {
    const std::size_t bytes = source_->read(data, size);
    bytes_ += bytes;
    if (bytes_ > kFreeBytes && bytes_ / kMostExpansion > compressed_bytes_)
      throw CorruptData(fmt::format("the file becomes more than {} times its size", kMostExpansion));
    return bytes;
  }

 private:
  std::uint64_t compressed_bytes_ = 0, bytes_ = 0;
  std::unique_ptr<ByteSource> source_;
};

}  // namespace

std::unique_ptr<ByteSource> limited_expansion(std::unique_ptr<ByteSource> compressed,
                                              std::unique_ptr<ByteSource> (*decompress)(std::unique_ptr<ByteSource>)) {
  return std::make_unique<LimitedSource>(std::move(compressed), decompress);
}

}  // namespace skipgrid::traces
