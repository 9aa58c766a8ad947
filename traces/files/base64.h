// Base64 (RFC 4648, the standard alphabet, padded), strict: one byte string has exactly one spelling.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace skipgrid::traces {

/// Characters that `bytes` bytes take: 4 for every 3 begun. Requires bytes <= 2^62.
constexpr std::uint64_t base64_length(std::uint64_t bytes) { return (bytes + 2) / 3 * 4; }

/// Appends the text of `bytes` to `out`.
void append_base64(const std::vector<std::uint8_t>& bytes, std::string& out);

/// Replaces `bytes` by what `text` says. False when `text` is not what append_base64 writes: a foreign character, a
/// length that is not a multiple of 4, padding elsewhere than at the end, or unused bits that are not 0.
bool decode_base64(std::string_view text, std::vector<std::uint8_t>& bytes);

}  // namespace skipgrid::traces
