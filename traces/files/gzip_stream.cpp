#include "traces/files/gzip_stream.h"

#include <zlib.h>

#include <algorithm>
#include <array>
#include <limits>
#include <new>
#include <string>
#include <utility>

namespace skipgrid::traces {

namespace {

constexpr int kGzipWindowBits = 15 + 16;  // a 32 KiB window; + 16: gzip header and trailer
constexpr int kDefaultMemoryLevel = 8;

Bytef* as_bytes(const char* data) { return reinterpret_cast<Bytef*>(const_cast<char*>(data)); }

uInt clamped(std::size_t size) {
  return static_cast<uInt>(std::min<std::size_t>(size, std::numeric_limits<uInt>::max()));
}

class GzipSource : public ByteSource {
 public:
  explicit GzipSource(std::unique_ptr<ByteSource> compressed) : compressed_(std::move(compressed)) {
    if (inflateInit2(&stream_, kGzipWindowBits) != Z_OK) throw std::bad_alloc();
  }
  ~GzipSource() override { inflateEnd(&stream_); }
  GzipSource(const GzipSource&) = delete;
  GzipSource& operator=(const GzipSource&) = delete;

  std::size_t read(char* data, std::size_t size) override {
    stream_.next_out = as_bytes(data);
    stream_.avail_out = clamped(size);
    const uInt asked = stream_.avail_out;
    while (stream_.avail_out == asked) {
      if (stream_.avail_in == 0 && !refill()) {
        if (member_ended_) return 0;
        throw CorruptData("the gzip data ends early");
      }
      if (member_ended_) {
        inflateReset(&stream_);
        member_ended_ = false;
      }
      const int result = inflate(&stream_, Z_NO_FLUSH);
      if (result == Z_STREAM_END) {
        member_ended_ = true;
      } else if (result != Z_OK && result != Z_BUF_ERROR) {
        throw CorruptData("the gzip data is corrupt");
      }
    }
    return asked - stream_.avail_out;
  }

 private:
  bool refill() {
    const std::size_t count = compressed_->read(input_.data(), input_.size());
    stream_.next_in = as_bytes(input_.data());
    stream_.avail_in = static_cast<uInt>(count);
    return count > 0;
  }

  std::unique_ptr<ByteSource> compressed_;
  std::array<char, 1 << 16> input_;
  z_stream stream_{};
  bool member_ended_ = false;
};

class GzipSink : public ByteSink {
 public:
  explicit GzipSink(ByteSink& compressed) : compressed_(compressed) {
    if (deflateInit2(&stream_, Z_DEFAULT_COMPRESSION, Z_DEFLATED, kGzipWindowBits, kDefaultMemoryLevel,
                     Z_DEFAULT_STRATEGY) != Z_OK) {
      throw std::bad_alloc();
    }
  }
  ~GzipSink() override { deflateEnd(&stream_); }
  GzipSink(const GzipSink&) = delete;
  GzipSink& operator=(const GzipSink&) = delete;

  void write(const char* data, std::size_t size) override {
    while (size > 0) {
      const uInt chunk = clamped(size);
      stream_.next_in = as_bytes(data);
      stream_.avail_in = chunk;
      compress(Z_NO_FLUSH);
      data += chunk;
      size -= chunk;
    }
  }

  void finish() override {
    stream_.avail_in = 0;
    compress(Z_FINISH);
    compressed_.finish();
  }

 private:
  void compress(int flush) {
    do {
      stream_.next_out = as_bytes(output_.data());
      stream_.avail_out = static_cast<uInt>(output_.size());
      deflate(&stream_, flush);
      compressed_.write(output_.data(), output_.size() - stream_.avail_out);
    } while (stream_.avail_out == 0);
  }

  ByteSink& compressed_;
  std::array<char, 1 << 16> output_;
  z_stream stream_{};
};

}  // namespace

std::unique_ptr<ByteSource> make_gzip_source(std::unique_ptr<ByteSource> compressed) {
  return std::make_unique<GzipSource>(std::move(compressed));
}

std::unique_ptr<ByteSink> make_gzip_sink(ByteSink& compressed) { return std::make_unique<GzipSink>(compressed); }

}  // namespace skipgrid::traces
