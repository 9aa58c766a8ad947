// What fuzzers have found stays mended, and what they start from is read: without a fuzzer, by any compiler. Changes at
// random find what lies near; SKIPGRID_FUZZ_CHANGES says how many of each input (40).
#include <catch2/catch.hpp>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <string>
#include <vector>

#include "tests/fixtures/temporary_folder.h"
#include "tests/fuzz/changed_bytes.h"
#include "tests/fuzz/judge.h"

namespace {

namespace fs = std::filesystem;
using skipgrid::traces::test::read_file;

std::vector<std::string> files_in(const fs::path& folder) {
  std::vector<std::string> paths;
  if (fs::exists(folder))
    for (const auto& entry : fs::directory_iterator(folder)) paths.push_back(entry.path().string());
  std::sort(paths.begin(), paths.end());
  return paths;
}

std::vector<std::string> inputs_of(const std::string& target) {
  const fs::path here(SKIPGRID_SOURCE_DIR "/tests/fuzz");
  std::vector<std::string> paths = files_in(here / "seeds" / target);
  for (const std::string& path : files_in(here / "corpus" / target)) paths.push_back(path);
  return paths;
}

int changes_of_each() {
  const char* const number = std::getenv("SKIPGRID_FUZZ_CHANGES");
  return number != nullptr ? std::atoi(number) : 40;
}

}  // namespace

TEST_CASE("Every input of the fuzzers' corpus is read, or refused in one line of the program's own words") {
  const skipgrid::fuzz::Target target = GENERATE(from_range(skipgrid::fuzz::targets()));
  CAPTURE(target.name);
  skipgrid::fuzz::Judge judge(target);
  CHECK(judge.finding("") == "");
  for (const std::string& path : inputs_of(target.name)) {
    CAPTURE(path);
    CHECK(judge.finding(read_file(path)) == "");
  }
}

TEST_CASE("What is nearly an input of the fuzzers' corpus is read or refused in the same way") {
  const skipgrid::fuzz::Target target = GENERATE(from_range(skipgrid::fuzz::targets()));
  const std::vector<std::string> paths = inputs_of(target.name);
  REQUIRE(!paths.empty());
  CAPTURE(target.name, Catch::rngSeed());
  std::mt19937 random(Catch::rngSeed());
  skipgrid::fuzz::Judge judge(target);
  for (const std::string& path : paths) {
    const std::string bytes = read_file(path), other = read_file(paths[random() % paths.size()]);
    for (int i = 0; i < changes_of_each(); ++i) {
      const std::string changed = skipgrid::fuzz::changed_bytes(bytes, other, random);
      const std::string finding = judge.finding(changed);
      if (finding.empty()) continue;
      CAPTURE(path, changed);
      CHECK(finding == "");
    }
  }
}
