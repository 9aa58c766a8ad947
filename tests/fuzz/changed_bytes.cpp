#include "tests/fuzz/changed_bytes.h"

#include <algorithm>

namespace skipgrid::fuzz {
namespace {

std::size_t up_to(std::size_t most, std::mt19937& random) {
  return std::uniform_int_distribution<std::size_t>(0, most)(random);
}

struct Stretch {
  std::size_t at, length;
};

Stretch stretch_of(const std::string& bytes, std::mt19937& random) {
  const std::size_t at = up_to(bytes.size(), random);
  return {at, up_to(std::min<std::size_t>(bytes.size() - at, 40), random)};
}

void flip(std::string& bytes, std::mt19937& random) {
  if (bytes.empty()) return;
  char& byte = bytes[up_to(bytes.size() - 1, random)];
  byte = static_cast<char>(byte ^ (1 << up_to(7, random)));
}

void change_digit(std::string& bytes, std::mt19937& random) {
  const auto is_digit = [](char c) { return c >= '0' && c <= '9'; };
  const auto from = bytes.begin() + static_cast<std::ptrdiff_t>(up_to(bytes.size(), random));
  const auto digit = std::find_if(from, bytes.end(), is_digit);
  if (digit != bytes.end()) *digit = "0123456789-.e"[up_to(12, random)];
}

void change(std::string& bytes, const std::string& other, std::mt19937& random) {
  const Stretch here = stretch_of(bytes, random);
  switch (up_to(5, random)) {
    case 0: return flip(bytes, random);
    case 1: return change_digit(bytes, random);
    case 2: bytes.erase(here.at, here.length); return;
    case 3: bytes.insert(up_to(bytes.size(), random), bytes.substr(here.at, here.length)); return;
    case 4: bytes.resize(here.at); return;
    default: {
      const Stretch there = stretch_of(other, random);
      bytes.replace(here.at, here.length, other, there.at, there.length);
    }
  }
}

}  // namespace

std::string changed_bytes(std::string bytes, const std::string& other, std::mt19937& random) {
  for (std::size_t i = up_to(3, random) + 1; i > 0; --i) change(bytes, other, random);
  return bytes;
}

}  // namespace skipgrid::fuzz
