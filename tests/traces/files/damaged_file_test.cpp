// Files that were good once: cut short, or with bytes changed.
#include <catch2/catch.hpp>
#include <random>

#include "tests/fixtures/temporary_folder.h"
#include "tests/traces/random_trace.h"
#include "tests/traces/trace_text.h"
#include "traces/files/checksum.h"
#include "traces/input_error.h"
#include "traces/jsonl/jsonl_reader.h"
#include "traces/jsonl/jsonl_writer.h"

using namespace skipgrid::traces;
using namespace skipgrid::traces::test;

namespace {

std::string file_of(const HeldTrace& trace, const std::string& suffix) {
  const TemporaryFolder folder;
  const std::string path = folder / ("trace" + suffix);
  TraceWriter writer(path);
  trace.play(writer);
  return read_file(path);
}

}  // namespace

TEST_CASE("A file cut after any of its bytes is refused") {
  const std::string suffix = GENERATE(".jsonl", ".gz", ".zst");
  const std::string whole = file_of(small_trace(), suffix);
  CAPTURE(suffix, whole.size());
  REQUIRE(complaint(whole) == "");
  std::size_t accepted = 0;
  for (std::size_t length = 0; length < whole.size(); ++length)
    accepted += complaint(whole.substr(0, length)).empty() ? 1 : 0;
  CHECK(accepted == 0);
}

TEST_CASE("Bytes after the end of a file are refused") {
  const std::string suffix = GENERATE(".jsonl", ".gz", ".zst");
  const std::string whole = file_of(small_trace(), suffix);
  for (const std::string& more :
       {std::string("\0", 1), std::string("\n"), std::string("\x1f"), std::string("\x28\xb5")}) {
    CHECK(complaint(whole + more) != "");
  }
  CHECK(complaint(whole + whole) != "");
}

TEST_CASE("A compressed file with any bit flipped is refused, or means the same") {
  const std::string suffix = GENERATE(".gz", ".zst");
  const HeldTrace trace = small_trace();
  const std::string whole = file_of(trace, suffix);
  std::size_t accepted = 0, changed = 0;
  for (std::size_t at = 0; at < whole.size(); ++at) {
    for (int bit = 0; bit < 8; ++bit) {
      std::string spoilt = whole;
      spoilt[at] = static_cast<char>(spoilt[at] ^ (1 << bit));
      HeldTrace read;
      if (!complaint(spoilt, read).empty()) continue;
      ++accepted;
      changed += read == trace ? 0 : 1;
    }
  }
  CHECK(changed == 0);
  // Some bits carry nothing: gzip's time stamp and operating system, padding, the window size when it is ample.
  CHECK(accepted < whole.size() * 8 / 50);
}

TEST_CASE("Bytes changed at random never do worse than a refusal") {
  const std::string suffix = GENERATE(".jsonl", ".gz", ".zst");
  const auto seed = GENERATE(range(1u, 11u));
  CAPTURE(suffix, seed);
  std::mt19937_64 random(seed);
  const std::string whole = file_of(random_trace(random, 30), suffix);
  // complaint() passes on whatever is no InputError, and sanitizers report what no exception shows.
  std::size_t refused = 0;
  for (int i = 0; i < 300; ++i) {
    std::string spoilt = whole;
    for (std::uint64_t changes = 1 + random() % 3; changes > 0; --changes) {
      const std::size_t at = random() % spoilt.size();
      switch (random() % 4) {
        case 0: spoilt[at] = static_cast<char>(random()); break;
        case 1: spoilt[at] = static_cast<char>(spoilt[at] ^ (1 << (random() % 8))); break;
        case 2: spoilt.erase(at, random() % 20); break;
        default: spoilt.insert(at, spoilt.substr(random() % spoilt.size(), random() % 20)); break;
      }
    }
    refused += complaint(spoilt).empty() ? 0 : 1;
  }
  CHECK(refused > 150);
}

TEST_CASE("A zstd file that asks for a huge window is refused before it gets one") {
  // A frame header by hand: no checksum, window descriptor with exponent 10 + (17 << 3) / 8 = 27, that is 128 MiB.
  const std::string frame =
      std::string("\x28\xb5\x2f\xfd\x00", 5) + static_cast<char>(17 << 3) + std::string("\x01\x00\x00", 3);
  CHECK(complaint(frame) == "1: the zstd data is corrupt: it asks for a window of more than 8 MiB");
}

TEST_CASE("A trace is read to its end only when it is the one that was asked for") {
  const std::string suffix = GENERATE(".jsonl", ".gz", ".zst");
  CAPTURE(suffix);
  const TemporaryFolder folder;
  const std::string path = folder / ("trace" + suffix);
  write_file(path, file_of(small_trace(), suffix));
  const std::uint64_t checksum = checksum_of_file(path);
  HoldingSink read;
  read_trace(path, read, checksum);
  CHECK(read.trace == small_trace());
  HoldingSink other;
  try {
    read_trace(path, other, checksum + 1);
    FAIL("another trace was taken");
  } catch (const skipgrid::InputError& error) {
    CHECK_THAT(error.what(), Catch::Contains(path + ": has changed since it was looked at: its content is " +
                                             checksum_text(checksum) + " now"));
  }
}
