// What a sweep reads while it runs is part of what it is: a trace, a table of lengths, a schedule.
#include <signal.h>

#include <catch2/catch.hpp>
#include <filesystem>
#include <nlohmann/json.hpp>

#include "tests/fixtures/small_sweep.h"
#include "tests/fixtures/started_program.h"

using namespace skipgrid::cli::test;
using skipgrid::traces::test::read_file;
using skipgrid::traces::test::write_file;
namespace fs = std::filesystem;

namespace {

/// A sweep that replays the trace in net.jsonl; other.jsonl is one of other sizes.
struct ReplayingSweep : SmallSweep {
  explicit ReplayingSweep(int trace_iterations = 1) {
    write_file(path("run.json"), small_run());
    record("net.jsonl", trace_iterations, "4");
    record("other.jsonl", trace_iterations, "6");
    json["base"].erase("dropout");
    json["base"].erase("iterations");
    json["base"]["workload"] = {{"trace", "net.jsonl"}};
    json["axes"].erase("/dropout/nr");
    json["variants"] = {"structured", "dense"};
    save();
  }
  void record(const std::string& name, int iterations, const std::string& batch) const {
    REQUIRE(run_skipgrid({"trace", "gen", path("run.json"), "--set", "/iterations=" + std::to_string(iterations),
                          "--set", "/workload/batch=" + batch, "--out", path(name)})
                .code == 0);
  }
};

/// Every command refuses the directory "out" by the name of the file that has changed, and changes nothing in it.
void check_all_refuse(const SmallSweep& sweep, const std::string& file) {
  const std::string table = sweep.text("out/results.csv"), manifest = sweep.text("out/manifest.json");
  std::vector<ProgramRun> runs{sweep.run("out")};
  for (const std::vector<std::string>& more :
       {std::vector<std::string>{"status"}, {"best"}, {"merge"}, {"work", "--shard", "0"}}) {
    std::vector<std::string> arguments{"sweep", more[0], sweep.path("out")};
    arguments.insert(arguments.end(), more.begin() + 1, more.end());
    runs.push_back(run_skipgrid(arguments));
  }
  for (const ProgramRun& run : runs) {
    CAPTURE(run.err);
    CHECK(run.code == 2);
    CHECK(run.out.empty());
    CHECK(run.complaints() == 1);
    CHECK_THAT(run.err, Catch::Contains(sweep.path(file)));
  }
  CHECK(sweep.text("out/results.csv") == table);
  CHECK(sweep.text("out/manifest.json") == manifest);
}

void deal_one_shard(const SmallSweep& sweep) {
  fs::create_directories(sweep.path("out/jobs/1"));
  write_file(sweep.path("out/jobs/1/shards.jsonl"), "{\"format\":\"skipgrid-shards/1\",\"shards\":1}\n[0,1]\n");
}

}  // namespace

TEST_CASE("A trace that has changed is refused by every command, and its old content is welcome") {
  const ReplayingSweep sweep;
  REQUIRE(sweep.run("out").code == 0);
  deal_one_shard(sweep);
  const std::string before = sweep.text("out/results.csv"), trace = sweep.text("net.jsonl");
  fs::copy_file(sweep.path("other.jsonl"), sweep.path("net.jsonl"), fs::copy_options::overwrite_existing);
  check_all_refuse(sweep, "net.jsonl");
  REQUIRE(sweep.run("of_the_other").code == 0);
  CHECK(sweep.text("of_the_other/results.csv") != before);
  write_file(sweep.path("net.jsonl"), trace);
  CHECK(sweep.run("out").code == 0);
  CHECK(run_skipgrid({"sweep", "merge", sweep.path("out")}).code == 0);
  CHECK(sweep.text("out/results.csv") == before);
  // Results can be looked at where the trace is not.
  fs::remove(sweep.path("net.jsonl"));
  CHECK(run_skipgrid({"sweep", "best", sweep.path("out")}).code == 0);
}

TEST_CASE("A table of lengths that has changed is refused by every command") {
  SmallSweep sweep;
  sweep.read_lengths("lengths.csv");
  REQUIRE(sweep.run("out").code == 0);
  deal_one_shard(sweep);
  write_file(sweep.path("lengths.csv"), "tokens,sentences\n3,2\n5,2\n");
  check_all_refuse(sweep, "lengths.csv");
}

TEST_CASE("A schedule that has changed is refused by every command, wherever the sweep was started") {
  SmallSweep sweep;
  write_file(sweep.path("run.json"), small_run());
  const auto schedule = [&](const std::string& effort) {
    REQUIRE(run_skipgrid({"run", sweep.path("run.json"), "--set", "/variants=[\"structured-best\"]", "--set",
                          "/search/effort=" + effort, "--schedule-out", sweep.path("schedule.json")})
                .code == 0);
  };
  schedule("quick");
  sweep.json["base"]["schedule"] = "schedule.json";
  sweep.json["axes"] = {{"/hardware/rows", {4, 8}}};
  sweep.json["variants"] = {"structured-best"};
  sweep.save();
  REQUIRE(sweep.run("out").code == 0);
  deal_one_shard(sweep);
  write_file(sweep.path("schedule.json"), read_file(sweep.path("schedule.json")) + "\n");
  check_all_refuse(sweep, "schedule.json");
}

TEST_CASE("A point does not store results of a trace that was replaced while the sweep ran") {
  const ReplayingSweep sweep(60);
  REQUIRE(sweep.run("whole").code == 0);
  const bool in_place = GENERATE(false, true);
  StartedProgram started({"sweep", sweep.file, "--out", sweep.path("out"), "-j", "1", "--no-share"}, sweep.path("err"));
  const auto points = [&] { return fs::exists(sweep.path("out/points")) ? sweep.names("out/points").size() : 0; };
  REQUIRE(soon([&] { return points() >= 1; }));
  if (in_place)
    write_file(sweep.path("net.jsonl"), sweep.text("other.jsonl"));
  else
    fs::rename(sweep.path("other.jsonl"), sweep.path("net.jsonl"));
  const int code = started.wait();
  const std::size_t done = sweep.names("out/points").size(), failed = sweep.names("out/failed").size();
  CHECK(code == (failed == 0 ? 0 : 1));
  CHECK(done + failed == 4);
  for (const std::string& name : sweep.names("out/points"))
    CHECK(sweep.text("out/points/" + name) == sweep.text("whole/points/" + name));
  for (const std::string& name : sweep.names("out/failed"))
    CHECK_THAT(sweep.text("out/failed/" + name), Catch::Contains("net.jsonl"));
}
