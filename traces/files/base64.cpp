#include "traces/files/base64.h"

#include <array>

namespace skipgrid::traces {

namespace {

constexpr std::string_view kAlphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
constexpr std::uint8_t kForeign = 0xff;

constexpr std::array<std::uint8_t, 256> digit_values() {
  std::array<std::uint8_t, 256> values{};
  for (auto& value : values) value = kForeign;
  for (std::size_t i = 0; i < kAlphabet.size(); ++i) {
    values[static_cast<unsigned char>(kAlphabet[i])] = static_cast<std::uint8_t>(i);
  }
  return values;
}
constexpr std::array<std::uint8_t, 256> kValue = digit_values();

char digit(std::uint32_t bits) { return kAlphabet[bits & 63]; }
std::uint32_t value(char c) { return kValue[static_cast<unsigned char>(c)]; }

}  // namespace

void append_base64(const std::vector<std::uint8_t>& bytes, std::string& out) {
  out.reserve(out.size() + base64_length(bytes.size()));
  std::size_t i = 0;
  for (; i + 3 <= bytes.size(); i += 3) {
    const std::uint32_t group = std::uint32_t{bytes[i]} << 16 | std::uint32_t{bytes[i + 1]} << 8 | bytes[i + 2];
    out += {digit(group >> 18), digit(group >> 12), digit(group >> 6), digit(group)};
  }
  if (bytes.size() - i == 1) {
    const std::uint32_t group = std::uint32_t{bytes[i]} << 16;
    out += {digit(group >> 18), digit(group >> 12), '=', '='};
  } else if (bytes.size() - i == 2) {
    const std::uint32_t group = std::uint32_t{bytes[i]} << 16 | std::uint32_t{bytes[i + 1]} << 8;
    out += {digit(group >> 18), digit(group >> 12), digit(group >> 6), '='};
  }
}

bool decode_base64(std::string_view text, std::vector<std::uint8_t>& bytes) {
  bytes.clear();
  if (text.size() % 4 != 0) return false;
  if (text.empty()) return true;
  const std::size_t padding = text.back() != '=' ? 0 : text[text.size() - 2] != '=' ? 1 : 2;
  const std::size_t digits = text.size() - padding;
  bytes.reserve(text.size() / 4 * 3);

  std::uint32_t group = 0;
  std::uint32_t seen = 0;  // of all digits: kForeign has bits that no digit has
  for (std::size_t i = 0; i < digits; ++i) {
    const std::uint32_t bits = value(text[i]);
    seen |= bits;
    group = group << 6 | (bits & 63);
    if (i % 4 == 3) {
      bytes.push_back(static_cast<std::uint8_t>(group >> 16));
      bytes.push_back(static_cast<std::uint8_t>(group >> 8));
      bytes.push_back(static_cast<std::uint8_t>(group));
      group = 0;
    }
  }
  if (padding == 1) {  // 18 bits: two bytes and two unused bits
    if ((group & 3) != 0) return false;
    bytes.push_back(static_cast<std::uint8_t>(group >> 10));
    bytes.push_back(static_cast<std::uint8_t>(group >> 2));
  } else if (padding == 2) {  // 12 bits: one byte and four unused bits
    if ((group & 15) != 0) return false;
    bytes.push_back(static_cast<std::uint8_t>(group >> 4));
  }
  return (seen & ~std::uint32_t{63}) == 0;
}

}  // namespace skipgrid::traces
