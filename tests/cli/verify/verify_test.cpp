#include <catch2/catch.hpp>

#include "tests/fixtures/program_run.h"
#include "tests/fixtures/temporary_folder.h"

using namespace skipgrid::cli::test;

TEST_CASE("The command verify says in one line for each check that the engines agree on random products") {
  const ProgramRun run = run_line("verify --cases 50 --seed 7");
  CHECK(run.code == 0);
  for (const std::string check :
       {"cycles of pe and of tile", "cycles of pe and the closed form", "busy PE-cycles of pe and of tile",
        "tiles and used PEs", "result bits of pe", "result bits of tile"})
    CHECK_THAT(run.out, Catch::Contains("ok       " + check));
  CHECK_THAT(run.out, Catch::Contains("50 of 50 products") && !Catch::Contains("DIFFERS"));
}

TEST_CASE("The command verify takes the products of a configuration, and says what it cut down") {
  const skipgrid::traces::test::TemporaryFolder folder;
  skipgrid::traces::test::write_file(folder / "run.json", small_run());
  const ProgramRun small = run_skipgrid({"verify", folder / "run.json", "--cases", "5"});
  CHECK(small.code == 0);
  CHECK_THAT(small.out, Catch::Contains("compared 5 shapes, 0 of them cut down"));
  const ProgramRun large = run_skipgrid(
      {"verify", std::string(SKIPGRID_CONFIGS) + "/quickstart.json", "--cases", "4", "--set", "/hardware/rows=128"});
  CHECK(large.code == 0);
  CHECK_THAT(large.out, Catch::Contains("compared 4 shapes, 4 of them cut down") &&
                            Catch::Contains("on 64 x 32 of the 128 x 32 PEs"));
}
