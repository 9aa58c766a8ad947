// Signals while a file is being written.
#include <signal.h>

#include <catch2/catch.hpp>
#include <cstdlib>

#include "tests/fixtures/program_run.h"
#include "tests/fixtures/started_program.h"
#include "tests/fixtures/temporary_folder.h"

using namespace skipgrid::cli::test;
using skipgrid::traces::test::read_file;
using skipgrid::traces::test::TemporaryFolder;
using skipgrid::traces::test::write_file;

namespace {

using Names = std::vector<std::string>;

/// Writes a trace for hours.
struct EndlessTrace {
  TemporaryFolder inputs, folder;
  std::string config = inputs / "run.json", err = inputs / "err";
  StartedProgram program;

  EndlessTrace()
      : program({"trace", "gen", written(config), "--set", "/iterations=1000000", "--out", folder / "t.jsonl"}, err) {
    REQUIRE(soon([&] { return folder.files() == Names{"t.jsonl.partial-0"}; }));
  }
  static const std::string& written(const std::string& path) {
    write_file(path, small_run());
    return path;
  }
};

}  // namespace

TEST_CASE("A signal that ends the program leaves no unfinished file, and one line that says so") {
  const auto [number, name] =
      GENERATE(table<int, std::string>({{SIGINT, "SIGINT"}, {SIGTERM, "SIGTERM"}, {SIGHUP, "SIGHUP"}}));
  EndlessTrace trace;
  trace.program.signal(number);
  CHECK(trace.program.wait() == -number);
  CHECK(trace.folder.files().empty());
  CHECK(read_file(trace.err) == "skipgrid: ended by " + name + ", what was not finished is removed\n");
}

TEST_CASE("Signals about a single write end nothing") {
  EndlessTrace trace;
  for (const int number : {SIGPIPE, SIGXFSZ}) trace.program.signal(number);
  pause_for(std::chrono::milliseconds(50));
  CHECK(trace.program.running());
  trace.program.signal(SIGTERM);
  CHECK(trace.program.wait() == -SIGTERM);
}

TEST_CASE("A reader that has gone is an error of the output") {
  const TemporaryFolder folder;
  write_file(folder / "run.json", small_run());
  // Whoever is to read has ended before anything is written.
  write_file(folder / "x.sh", std::string("exec 3> >(true)\nwait $!\n") + SKIPGRID_PROGRAM + " run " +
                                  (folder / "run.json") + " >&3 2> " + (folder / "err") + "\necho $? > " +
                                  (folder / "code") + "\n");
  REQUIRE(std::system(("bash " + (folder / "x.sh")).c_str()) >= 0);
  CHECK(read_file(folder / "code") == "1\n");
  CHECK(read_file(folder / "err") == "skipgrid: the output could not be written\n");
}
