// What fuzzers have found stays mended, and what they start from is read: without a fuzzer, by any compiler.
#include <catch2/catch.hpp>

#include <filesystem>

#include "tests/fixtures/temporary_folder.h"
#include "tests/fuzz/judge.h"

namespace {

using skipgrid::traces::test::read_file;

void check_all_in(const std::filesystem::path& folder, skipgrid::fuzz::Judge& judge) {
  if (!std::filesystem::exists(folder)) return;
  for (const auto& entry : std::filesystem::directory_iterator(folder)) {
    CAPTURE(entry.path().string());
    CHECK(judge.finding(read_file(entry.path().string())) == "");
  }
}

}  // namespace

TEST_CASE("Every input of the fuzzers' corpus is read, or refused in one line of the program's own words") {
  const skipgrid::fuzz::Target target = GENERATE(from_range(skipgrid::fuzz::targets()));
  CAPTURE(target.name);
  skipgrid::fuzz::Judge judge(target);
  CHECK(judge.finding("") == "");
  const std::filesystem::path here(SKIPGRID_SOURCE_DIR "/tests/fuzz");
  check_all_in(here / "seeds" / target.name, judge);
  check_all_in(here / "corpus" / target.name, judge);
}
