// A small file that stands for a huge one.
#include "traces/files/expansion.h"

#include <catch2/catch.hpp>

#include "tests/fixtures/temporary_folder.h"
#include "traces/files/compressed_file.h"

namespace skipgrid::traces::test {
namespace {

/// Bytes that come out of a file of so many equal ones, or the complaint.
std::string bytes_read(const std::string& name, std::uint64_t written) {
  const TemporaryFolder folder;
  const std::string chunk(std::size_t{1} << 20, 'x');
  const auto sink = open_sink(folder / name);
  for (std::uint64_t at = 0; at < written; at += chunk.size()) sink->write(chunk.data(), chunk.size());
  sink->finish();
  const auto source = open_source(folder / name);
  std::string buffer(chunk.size(), '\0');
  std::uint64_t count = 0;
  try {
    while (const std::size_t bytes = source->read(buffer.data(), buffer.size())) count += bytes;
  } catch (const CorruptData& error) {
    return error.what();
  }
  return std::to_string(count);
}

}  // namespace

TEST_CASE("A compressed file may become 64 MiB, and beyond that a thousand times its size") {
  CHECK(bytes_read("small.zst", kFreeBytes) == std::to_string(kFreeBytes));
  CHECK(bytes_read("large.zst", kFreeBytes + 1) == "the file becomes more than 1000 times its size");
  CHECK(bytes_read("plain", kFreeBytes + 1) == std::to_string(kFreeBytes + (1 << 20)));
}

}  // namespace skipgrid::traces::test
