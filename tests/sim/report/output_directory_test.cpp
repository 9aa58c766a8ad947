#include "sim/report/output_directory.h"

#include <catch2/catch.hpp>
#include <filesystem>

#include "tests/fixtures/temporary_folder.h"
#include "traces/input_error.h"

using skipgrid::InputError;
using skipgrid::sim::OutputDirectory;
using skipgrid::traces::test::read_file;
using skipgrid::traces::test::TemporaryFolder;
using skipgrid::traces::test::write_file;

using Names = std::vector<std::string>;

TEST_CASE("An output directory that is missing is made, parents too") {
  const TemporaryFolder folder;
  const OutputDirectory out(folder / "a/b", {"x.json"});
  CHECK(std::filesystem::is_directory(folder / "a/b"));
  CHECK(std::filesystem::is_empty(folder / "a/b"));  // trying whether it can be written to leaves nothing
}

TEST_CASE("A file is written whole, over the one that was there, and nothing else is left") {
  const TemporaryFolder folder;
  const OutputDirectory out(folder / ".", {"x.json"});
  out.write("x.json", "old and long");
  out.write("x.json", "new");
  CHECK(read_file(folder / "x.json") == "new");
  CHECK(folder.files() == Names{"x.json"});
}

TEST_CASE("An output directory that cannot be is refused before anything is written") {
  const TemporaryFolder folder;
  write_file(folder / "file", "");
  CHECK_THROWS_AS(OutputDirectory(folder / "file", {}), InputError);
  CHECK_THROWS_AS(OutputDirectory(folder / "file/below", {}), InputError);
  CHECK_THROWS_AS(OutputDirectory("/proc/skipgrid", {}), InputError);
  CHECK_THROWS_AS(OutputDirectory("/proc/self", {}), InputError);  // a directory, but not to be written to
  std::filesystem::create_directory(folder / "x.json");
  CHECK_THROWS_AS(OutputDirectory(folder / ".", {"x.json"}), InputError);
  CHECK(folder.files() == Names{"file", "x.json"});
}

TEST_CASE("A file that cannot be written leaves no half of it behind") {
  const TemporaryFolder folder;
  const OutputDirectory out(folder / ".", {});
  std::filesystem::create_directories(folder / "x.json/occupied");
  CHECK_THROWS_AS(out.write("x.json", "text"), std::runtime_error);
  CHECK(folder.files() == Names{"x.json"});
}
