// Checksums that are the same on every machine and in every year: XXH3, 64 bits; in checkpoints, whose format has it,
// CRC-32. They find damage and mix-ups; they are no defence against somebody who wants to deceive.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

namespace skipgrid::traces {

/// Of bytes that come piece by piece.
class Checksum {
 public:
  Checksum();
  ~Checksum();
  Checksum(Checksum&&) noexcept;
  Checksum& operator=(Checksum&&) noexcept;

  void add(std::string_view bytes);
  /// Of all bytes so far.
  std::uint64_t value() const;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

std::uint64_t checksum_of(std::string_view bytes);
/// Of a file's content, which is not held in memory. Throws InputError when it cannot be read.
std::uint64_t checksum_of_file(const std::string& path);

/// The CRC-32 of gzip and zip, of bytes that come piece by piece.
class Crc32 {
 public:
  void add(std::string_view bytes);
  std::uint32_t value() const { return value_; }

 private:
  std::uint32_t value_ = 0;
};

/// 16 hexadecimal digits, and back. Throws std::invalid_argument for anything else.
std::string checksum_text(std::uint64_t checksum);
std::uint64_t checksum_from_text(const std::string& text);

}  // namespace skipgrid::traces
