// Whatever is wrong with a sweep is said in one line before anything runs, with exit code 2, and nothing is written.
#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

#include "tests/fixtures/small_sweep.h"

using namespace skipgrid::cli::test;
using Json = nlohmann::ordered_json;

namespace {

void check_refused(const ProgramRun& run, const std::string& part) {
  CAPTURE(run.err);
  CHECK(run.code == 2);
  CHECK(run.out.empty());
  CHECK(run.complaints() == 1);
  CHECK_THAT(run.err, Catch::Contains(part));
}

}  // namespace

TEST_CASE("A sweep that cannot be is refused by its file and place") {
  const std::vector<std::pair<std::string, std::string>> cases{
      {R"({"axes": {}, "zip": []})", "expected at least one axis"},
      {R"({"axs": {}})", ": /axs: unknown key \"axs\", the nearest known one is \"axes\""},
      {R"({"axes": {"/hardware/rows": []}})", ": /axes/~1hardware~1rows: expected an array that is not empty"},
      {R"({"axes": {"/hardware/rows": 8}})", ": /axes/~1hardware~1rows: expected"},
      {R"({"axes": {"/hardware/rows": {"from": 1, "to": 8}}})", ": /axes/~1hardware~1rows: expected the key"},
      {R"({"axes": {"/hardware/rows": {"from": 1, "to": 8, "step": 0}}})", "/step: expected a number > 0"},
      {R"({"axes": {"hardware": [8]}})", ": /axes: hardware: expected a JSON pointer"},
      {R"({"axes": {"/hardware/raws": [8]}})",
       ": /hardware/raws = 8: unknown key \"raws\", the nearest known one is \"rows\""},
      {R"({"axes": {"/hardware/rows": [8, 8]}})", ": /axes: /hardware/rows: the value 8 comes twice"},
      {R"({"axes": {"/hardware/rows": [8, "many"]}})", ": /hardware/rows = \"many\": expected an integer from 1"},
      {R"({"axes": {"/hardware": ["none.json"]}})", "none.json: cannot be read"},
      {R"({"axes": {"/name/x": [1]}})", ": /name/x = 1: \"x\" has no place in"},
      {R"({"axes": {"/hardware/rows": [8]}, "zip": [{"/hardware/rows": [9]}]})", "/hardware/rows is varied twice"},
      {R"({"zip": [{"/hardware/rows": [1, 2], "/hardware/cols": [1]}]})", "expected 2 values"},
      {R"({"where": ["{/hardware/rows} = 8"]})", ": /where/0: {/hardware/rows} = 8: expected == to compare"},
      {R"({"where": ["{/hardware/rows} > 1000"]})", ": /where: no point is left"},
      {R"({"where": ["{/hardware/raws} > 1000"]})", "{/hardware/raws} is not set"},
      {R"({"variants": ["dance"]})", ": /variants/0: expected one of"},
      {R"({"limits": {"seconds": 0}})", ": /limits/seconds: expected a number > 0"},
      {R"({"limits": {"memory_mib": 0.5}})", ": /limits/memory_mib: expected an integer"},
      {R"({"base": "nowhere.json"})", "nowhere.json: cannot be read"},
      {R"({"base": 5})", ": /base: expected a string"},
      {R"({"axes": {"/dropout/case": ["III", "IV"], "/dropout/redraw_every": [1, 2]}})",
       "expected 1 or nothing in case IV"},
      {R"({"axes": {"/a": {"from": 1, "to": 1e5, "step": 1}, "/b": {"from": 1, "to": 1e5, "step": 1}}})",
       "expected at most 100000000 combinations"},
      {R"({"axes": {"/dropout/seed": [1, 1.5]}})", ": /dropout/seed = 1.5: expected an integer"}};
  for (const auto& [patch, part] : cases) {
    CAPTURE(patch);
    SmallSweep small;
    const Json changes = Json::parse(patch);
    for (const auto& [key, value] : changes.items()) small.json[key] = value;
    small.save();
    check_refused(small.run("out"), part);
    CHECK(small.folder.files() == std::vector<std::string>{"sweep.json"});
  }
}

TEST_CASE("Two points that are the same run are refused by their values") {
  SmallSweep small;
  small.json["zip"] = {
      {{"/hardware", {Json::parse(R"({"rows": 4, "cols": 4})"), Json::parse(R"({"rows": 8, "cols": 4})")}},
       {"/hardware/rows", {8, 8}}}};
  small.json.erase("axes");
  small.save();
  check_refused(small.run("out"), "two points are the same run: ");
}

TEST_CASE("A sweep's options are checked before its points") {
  const SmallSweep small;
  check_refused(run_skipgrid({"sweep", small.file}), "--out: is missing");
  check_refused(run_skipgrid({"sweep", "--out", small.path("out")}), "SWEEP: is missing");
  check_refused(small.run("out", {"-j", "0"}), "--jobs: expected an integer from 1");
  check_refused(small.run("out", {"--job", "2"}), "unknown option --job");
  check_refused(run_skipgrid({"sweep", "nowhere.json", "--out", small.path("out")}), "nowhere.json: cannot be read");
  for (const std::string command : {"status", "merge", "best"})
    check_refused(run_skipgrid({"sweep", command, small.path("nowhere")}), "expected the directory of a sweep");
  check_refused(run_skipgrid({"sweep", "best", small.path("out"), "--by", "speed"}),
                "--by: expected cycles, energy, edp, speedup_vs_dense or");
  REQUIRE(small.run("out").code == 0);
  skipgrid::traces::test::write_file(small.path("out/points.jsonl"), "{}\n");
  check_refused(run_skipgrid({"sweep", "status", small.path("out")}), "points.jsonl");
  skipgrid::traces::test::write_file(small.path("out/manifest.json"), "{}\n");
  check_refused(run_skipgrid({"sweep", "status", small.path("out")}), "manifest.json: is damaged");
}
