#include "traces/files/checksum.h"

#include <fmt/format.h>
#include <xxhash.h>
#include <zlib.h>

#include <algorithm>
#include <charconv>
#include <new>
#include <stdexcept>
#include <vector>

#include "traces/files/file_stream.h"

namespace skipgrid::traces {

struct Checksum::State {
  const std::unique_ptr<XXH3_state_t, decltype(&XXH3_freeState)> xxh3{XXH3_createState(), XXH3_freeState};
};

Checksum::Checksum() : state_(std::make_unique<State>()) {
  if (state_->xxh3 == nullptr) throw std::bad_alloc();
  XXH3_64bits_reset(state_->xxh3.get());
}
Checksum::~Checksum() = default;
Checksum::Checksum(Checksum&&) noexcept = default;
Checksum& Checksum::operator=(Checksum&&) noexcept = default;

void Checksum::add(std::string_view bytes) { XXH3_64bits_update(state_->xxh3.get(), bytes.data(), bytes.size()); }

std::uint64_t Checksum::value() const { return XXH3_64bits_digest(state_->xxh3.get()); }

std::uint64_t checksum_of(std::string_view bytes) { return XXH3_64bits(bytes.data(), bytes.size()); }

std::uint64_t checksum_of_file(const std::string& path) {
  Checksum checksum;
  FileSource file(path);
  std::vector<char> chunk(std::size_t{1} << 16);
  while (const std::size_t count = file.read(chunk.data(), chunk.size())) checksum.add({chunk.data(), count});
  return checksum.value();
}

void Crc32::add(std::string_view bytes) {
  if (bytes.empty()) return;  // of which zlib would begin anew
  value_ = static_cast<std::uint32_t>(::crc32_z(value_, reinterpret_cast<const Bytef*>(bytes.data()), bytes.size()));
}

std::string checksum_text(std::uint64_t checksum) { return fmt::format("{:016x}", checksum); }

std::uint64_t checksum_from_text(const std::string& text) {
  const auto is_digit = [](char c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'); };
  std::uint64_t checksum = 0;
  if (text.size() != 16 || !std::all_of(text.begin(), text.end(), is_digit))
    throw std::invalid_argument("expected 16 hexadecimal digits, got \"" + text.substr(0, 40) + "\"");
  std::from_chars(text.data(), text.data() + text.size(), checksum, 16);
  return checksum;
}

}  // namespace skipgrid::traces
