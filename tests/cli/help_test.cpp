#include <catch2/catch.hpp>

#include "tests/fixtures/program_run.h"

using skipgrid::cli::test::run_line;

TEST_CASE("Every command has a help text with an example, on stdout") {
  for (const std::string command :
       {"run", "paper", "gemm", "train", "sweep", "sweep status", "sweep merge", "sweep best", "sweep submit",
        "sweep work", "trace gen", "trace import", "trace info", "trace convert", "report", "verify"}) {
    const auto run = run_line(command + " --help");
    CAPTURE(command);
    CHECK(run.code == 0);
    CHECK(run.err.empty());
    CHECK_THAT(run.out, Catch::StartsWith("skipgrid " + command));
    CHECK_THAT(run.out, Catch::Contains("Example:\n  skipgrid " + command));
  }
}

TEST_CASE("The program's help names every command with an example") {
  for (const std::string line : {"--help", "trace --help"}) {
    const auto run = run_line(line);
    CHECK(run.code == 0);
    CHECK_THAT(run.out, Catch::Contains("skipgrid trace gen configs/quickstart.json"));
  }
  for (const std::string example : {"skipgrid run ", "skipgrid gemm ", "skipgrid verify "})
    CHECK_THAT(run_line("--help").out, Catch::Contains(example));
}

TEST_CASE("The version names the program, its commit, compiler and SystemC, and nothing else is printed") {
  const auto run = run_line("--version");
  CHECK(run.code == 0);
  CHECK(run.err.empty());  // not even SystemC's banner
  CHECK_THAT(run.out, Catch::Matches("skipgrid [0-9.]+ \\(commit [^ ]+, [A-Za-z]+ [0-9.]+, SystemC [0-9.]+\\)\n"));
}
