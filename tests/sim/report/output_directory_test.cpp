#include "sim/report/output_directory.h"

#include <sys/stat.h>
#include <catch2/catch.hpp>
#include <filesystem>

#include "tests/fixtures/temporary_folder.h"
#include "traces/input_error.h"

using skipgrid::InputError;
using skipgrid::sim::is_folder_name;
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

TEST_CASE("A link in an output directory is replaced, not followed") {
  const TemporaryFolder folder;
  write_file(folder / "precious", "mine");
  std::filesystem::create_directory(folder / "out");
  std::filesystem::create_symlink(folder / "precious", folder / "out/x.json");
  std::filesystem::create_symlink(folder / "precious", folder / "out/x.json.partial-0");
  std::filesystem::create_symlink(folder / "nowhere", folder / "out/y.json");
  const OutputDirectory out(folder / "out", {"x.json", "y.json"});
  out.write("x.json", "result");
  out.write("y.json", "result");
  CHECK(read_file(folder / "precious") == "mine");
  CHECK(folder.files() == Names{"out", "precious"});
  CHECK(std::filesystem::is_regular_file(std::filesystem::symlink_status(folder / "out/x.json")));
  CHECK(read_file(folder / "out/y.json") == "result");
  std::filesystem::create_directory_symlink(folder / ".", folder / "out/inside");
  CHECK_THROWS_WITH(out.inside("inside", {}), (folder / "out/inside") + ": expected a folder or nothing, got a link");
}

TEST_CASE("A pipe in an output directory is refused: it would take results and keep none") {
  const TemporaryFolder folder;
  REQUIRE(::mkfifo((folder / "x.json").c_str(), 0600) == 0);
  CHECK_THROWS_WITH(OutputDirectory(folder / ".", {"x.json"}),
                    Catch::EndsWith("x.json: cannot be written: it is a device or a pipe"));
}

TEST_CASE("An output directory is one command's at a time") {
  const TemporaryFolder folder;
  {
    const OutputDirectory out(folder / ".", {"x.json"});
    CHECK_THROWS_WITH(OutputDirectory(folder / ".", {"x.json"}), (folder / ".") + ": another command is at work there");
    CHECK_NOTHROW(OutputDirectory(folder / ".", {}));  // for directories inside alone
  }
  CHECK_NOTHROW(OutputDirectory(folder / ".", {"x.json"}));
}

TEST_CASE("A folder's name leads nowhere else") {
  for (const std::string name : {"a", "...", "a b", "-", "\xc3\xa9"}) CHECK(is_folder_name(name));
  CHECK(is_folder_name(std::string(255, 'a')));
  for (const std::string& name : {std::string(), std::string("."), std::string(".."), std::string("a/b"),
                                  std::string("/"), std::string("a\0b", 3), std::string(256, 'a')})
    CHECK_FALSE(is_folder_name(name));
}

TEST_CASE("A file that cannot be written leaves no half of it behind") {
  const TemporaryFolder folder;
  const OutputDirectory out(folder / ".", {});
  std::filesystem::create_directories(folder / "x.json/occupied");
  CHECK_THROWS_AS(out.write("x.json", "text"), std::runtime_error);
  CHECK(folder.files() == Names{"x.json"});
}
