#include <catch2/catch.hpp>

#include "tests/fixtures/program_run.h"
#include "tests/fixtures/temporary_folder.h"

using namespace skipgrid::cli::test;
using skipgrid::traces::test::read_file;
using skipgrid::traces::test::TemporaryFolder;
using skipgrid::traces::test::write_file;

TEST_CASE("A trace is generated, described, converted and converted back to the same bytes") {
  const TemporaryFolder folder;
  write_file(folder / "run.json", small_run());
  CHECK(run_skipgrid({"trace", "gen", folder / "run.json", "--out", folder / "a.jsonl"}).code == 0);
  CHECK(run_skipgrid({"trace", "convert", folder / "a.jsonl", folder / "b.jsonl.gz"}).code == 0);
  CHECK(run_skipgrid({"trace", "convert", folder / "b.jsonl.gz", folder / "c.jsonl.zst"}).code == 0);
  CHECK(run_skipgrid({"trace", "convert", folder / "c.jsonl.zst", folder / "d.jsonl"}).code == 0);
  CHECK(read_file(folder / "d.jsonl") == read_file(folder / "a.jsonl"));
  CHECK(read_file(folder / "b.jsonl.gz").size() < read_file(folder / "a.jsonl").size() / 2);

  const auto info = run_skipgrid({"trace", "info", folder / "c.jsonl.zst", "--format", "json"});
  CHECK(info.code == 0);
  CHECK(info.json()["name"] == "small");
  CHECK(info.json()["iterations"] == 1);
  CHECK(info.json()["workload"]["dropout"]["case"] == "III");
  // FP of one layer and the projection: 3 steps of 4 x 24 x 96, twice, and of 4 x 24 x 40.
  CHECK(info.json()["phases"]["FP"]["dense_macs"] == 3 * (2 * 4 * 24 * 96 + 4 * 24 * 40));
  CHECK_THAT(run_skipgrid({"trace", "info", folder / "a.jsonl"}).out, Catch::Contains("projection"));
}

TEST_CASE("The command trace info says what share of the work is padding") {
  const TemporaryFolder folder;
  // Of three samples two are over: 2 * 4 * 5 of 3 * 4 * 5.
  write_file(folder / "padded.jsonl",
             R"({"format":"skipgrid-trace","version":1,"name":"padded","batch":3}
{"type":"gemm","id":0,"iter":0,"layer":"lstm0","op":"x2h","phase":"FP","step":2,"m":3,"k":4,"n":5,"a":"x","b":"W","c":"y","padding":40}
{"type":"end","ops":1}
)");
  const auto info = run_skipgrid({"trace", "info", folder / "padded.jsonl", "--format", "json"});
  CHECK(info.json()["total"]["padding_macs"] == 40);
  CHECK(info.json()["phases"]["BP"]["padding_macs"] == 0);
  CHECK_THAT(run_skipgrid({"trace", "info", folder / "padded.jsonl"}).out, Catch::Contains("66.7%"));
}

TEST_CASE("The option --set reaches a trace that is generated") {
  const TemporaryFolder folder;
  write_file(folder / "run.json", small_run());
  CHECK(
      run_skipgrid({"trace", "gen", folder / "run.json", "--out", folder / "a.jsonl", "--set", "/iterations=3"}).code ==
      0);
  CHECK(run_skipgrid({"trace", "info", folder / "a.jsonl", "--format", "json"}).json()["iterations"] == 3);
}
