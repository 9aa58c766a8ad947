#include "traces/files/zstd_stream.h"

#include <zstd.h>
#include <zstd_errors.h>

#include <array>
#include <new>
#include <string>
#include <utility>

namespace skipgrid::traces {

namespace {

// What RFC 8878 recommends every decoder to support, and `zstd -19` uses.
constexpr int kMaxWindowLog = 23;

/// What is known of the damage, in our words.
std::string damage_words(ZSTD_ErrorCode code) {
  switch (code) {
    case ZSTD_error_checksum_wrong: return ": its checksum is wrong";
    case ZSTD_error_prefix_unknown: return ": no frame begins where one should";
    case ZSTD_error_frameParameter_windowTooLarge:
      return ": it asks for a window of more than " + std::to_string(1 << (kMaxWindowLog - 20)) + " MiB";
    default: return "";
  }
}

class ZstdSource : public ByteSource {
 public:
  explicit ZstdSource(std::unique_ptr<ByteSource> compressed)
      : compressed_(std::move(compressed)), context_(ZSTD_createDCtx(), ZSTD_freeDCtx) {
    if (context_ == nullptr) throw std::bad_alloc();
    ZSTD_DCtx_setParameter(context_.get(), ZSTD_d_windowLogMax, kMaxWindowLog);
  }

  std::size_t read(char* data, std::size_t size) override {
    ZSTD_outBuffer output{data, size, 0};
    while (output.pos == 0) {
      const bool at_end = buffer_.pos == buffer_.size && !refill();
      if (at_end && !inside_frame_) return 0;
      const std::size_t result = ZSTD_decompressStream(context_.get(), &output, &buffer_);
      if (ZSTD_isError(result) != 0) {
        throw CorruptData("the zstd data is corrupt" + damage_words(ZSTD_getErrorCode(result)));
      }
      inside_frame_ = result != 0;
      // The decoder may have held back output of which the input was used up: it gets one call to hand it out.
      if (at_end && inside_frame_ && output.pos == 0) throw CorruptData("the zstd data ends early");
    }
    return output.pos;
  }

 private:
  bool refill() {
    buffer_ = {input_.data(), compressed_->read(input_.data(), input_.size()), 0};
    return buffer_.size > 0;
  }

  std::unique_ptr<ByteSource> compressed_;
  std::unique_ptr<ZSTD_DCtx, decltype(&ZSTD_freeDCtx)> context_;
  std::array<char, 1 << 16> input_;
  ZSTD_inBuffer buffer_{nullptr, 0, 0};
  bool inside_frame_ = false;
};

class ZstdSink : public ByteSink {
 public:
  explicit ZstdSink(ByteSink& compressed) : compressed_(compressed), context_(ZSTD_createCCtx(), ZSTD_freeCCtx) {
    if (context_ == nullptr) throw std::bad_alloc();
    ZSTD_CCtx_setParameter(context_.get(), ZSTD_c_checksumFlag, 1);
  }

  void write(const char* data, std::size_t size) override {
    ZSTD_inBuffer input{data, size, 0};
    while (input.pos < input.size) compress(input, ZSTD_e_continue);
  }

  void finish() override {
    ZSTD_inBuffer nothing{nullptr, 0, 0};
    while (compress(nothing, ZSTD_e_end) != 0) {
    }
    compressed_.finish();
  }

 private:
  /// Returns how many bytes are still to be handed out at least.
  std::size_t compress(ZSTD_inBuffer& input, ZSTD_EndDirective directive) {
    ZSTD_outBuffer output{output_.data(), output_.size(), 0};
    const std::size_t left = ZSTD_compressStream2(context_.get(), &output, &input, directive);
    if (ZSTD_isError(left) != 0) throw std::runtime_error("zstd data cannot be made");
    compressed_.write(output_.data(), output.pos);
    return left;
  }

  ByteSink& compressed_;
  std::unique_ptr<ZSTD_CCtx, decltype(&ZSTD_freeCCtx)> context_;
  std::array<char, 1 << 16> output_;
};

}  // namespace

std::unique_ptr<ByteSource> make_zstd_source(std::unique_ptr<ByteSource> compressed) {
  return std::make_unique<ZstdSource>(std::move(compressed));
}

std::unique_ptr<ByteSink> make_zstd_sink(ByteSink& compressed) { return std::make_unique<ZstdSink>(compressed); }

}  // namespace skipgrid::traces
