// A limit for how much a compressed file may become: a few KiB can stand for all memory and all time that there is.
#pragma once

#include <cstdint>
#include <memory>

#include "traces/files/byte_stream.h"

namespace skipgrid::traces {

/// Bytes that a file may become for each of its own, once it has become more than kFreeBytes: traces reach a hundred.
inline constexpr std::uint64_t kMostExpansion = 1000;
inline constexpr std::uint64_t kFreeBytes = std::uint64_t{64} << 20;

/// What `decompress` makes of the compressed bytes. Throws CorruptData when it is more than the limit allows.
std::unique_ptr<ByteSource> limited_expansion(
    std::unique_ptr<ByteSource> compressed,
    std::unique_ptr<ByteSource> (*decompress)(std::unique_ptr<ByteSource> compressed));

}  // namespace skipgrid::traces
