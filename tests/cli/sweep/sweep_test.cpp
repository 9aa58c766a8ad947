// The command as a user sees it: results, going on, refusals, failures.
#include <sqlite3.h>
#include <sys/resource.h>

#include <catch2/catch.hpp>
#include <filesystem>
#include <nlohmann/json.hpp>
#include <sstream>

#include "tests/fixtures/sanitizer.h"
#include "tests/fixtures/small_sweep.h"
#include "traces/files/sealed_json.h"
#include "traces/json/schema.h"

using namespace skipgrid::cli::test;
namespace fs = std::filesystem;

namespace {

std::vector<std::vector<std::string>> rows_of(const std::string& csv) {
  std::vector<std::vector<std::string>> rows;
  std::istringstream lines(csv);
  for (std::string line; std::getline(lines, line);) {
    std::istringstream cells(line);
    rows.emplace_back();
    for (std::string cell; std::getline(cells, cell, ',');) rows.back().push_back(cell);
  }
  return rows;
}

/// The first column of what a query gives, one value a line.
std::string query(const std::string& file, const std::string& sql) {
  sqlite3* database = nullptr;
  REQUIRE(sqlite3_open_v2(file.c_str(), &database, SQLITE_OPEN_READONLY, nullptr) == SQLITE_OK);
  std::string text;
  const auto append = [](void* to, int, char** values, char**) {
    *static_cast<std::string*>(to) += std::string(values[0] == nullptr ? "NULL" : values[0]) + "\n";
    return 0;
  };
  CHECK(sqlite3_exec(database, sql.c_str(), append, &text, nullptr) == SQLITE_OK);
  sqlite3_close(database);
  return text;
}

/// Runs `action` while the files that programs write may have so many bytes.
template <class Action>
ProgramRun with_files_of_at_most(rlim_t bytes, const Action& action) {
  rlimit before{};
  REQUIRE(::getrlimit(RLIMIT_FSIZE, &before) == 0);
  const rlimit limit{bytes, before.rlim_max};
  REQUIRE(::setrlimit(RLIMIT_FSIZE, &limit) == 0);
  ProgramRun run = action();
  REQUIRE(::setrlimit(RLIMIT_FSIZE, &before) == 0);
  return run;
}

/// 1,000 iterations of a large network: nothing that ends within a test.
void add_endless_point(SmallSweep& small) {
  small.json["axes"] = {{"/hardware/cols", {4, 8}}};
  small.json["zip"] = {{{"/workload/hidden", {24, 4000}}, {"/iterations", {1, 1000000}}}};
}

}  // namespace

TEST_CASE("A sweep writes what skipgrid run computes for each point") {
  const SmallSweep small;
  const ProgramRun sweep = small.run("out");
  CHECK(sweep.code == 0);
  CHECK_THAT(sweep.out, Catch::StartsWith("sweep: 12 points, 12 done, 0 failed\n36 rows in "));
  skipgrid::traces::test::write_file(small.path("run.json"), small.json["base"].dump());
  const auto rows = rows_of(small.text("out/results.csv"));
  REQUIRE(rows.size() == 1 + 12 * 3);
  CHECK(rows[0][0] == "point");
  CHECK(rows[0][3] == "/dropout/nr");
  CHECK(rows[0][4] == "variant");
  CHECK(rows[0][5] == "cycles");
  for (std::size_t point = 0; point < 12; ++point) {
    const auto& row = rows[1 + 3 * point];
    const ProgramRun run = run_skipgrid({"run", small.path("run.json"), "--set", "/hardware/rows=" + row[1], "--set",
                                         "/hardware/cols=" + row[2], "--set", "/dropout/nr=" + row[3], "--set",
                                         R"(/variants=["structured","dense","random"])", "--format", "csv"});
    std::vector<std::vector<std::string>> wholes;
    for (const auto& line : rows_of(run.out))
      if (line[1] == "all" && line[2] == "all") wholes.push_back(line);
    REQUIRE(wholes.size() == 3);
    for (std::size_t variant = 0; variant < 3; ++variant) {
      const auto& got = rows[1 + 3 * point + variant];
      const auto& whole = wholes[variant];
      CHECK(got[4] == whole[0]);
      for (std::size_t i = 0; i < 25; ++i) CHECK(got[5 + i] == whole[3 + i]);
    }
  }
}

TEST_CASE("The number of workers, sharing and a second run change no byte of the results") {
  const SmallSweep small;
  REQUIRE(small.run("one", {"-j", "1"}).code == 0);
  REQUIRE(small.run("two", {"-j2"}).code == 0);
  REQUIRE(small.run("many", {"--jobs", "7"}).code == 0);
  REQUIRE(small.run("alone", {"--no-share"}).code == 0);
  for (const std::string other : {"two", "many", "alone"}) check_same_results(small, "one", other);
  const std::string timing = small.text("two/timing.jsonl");
  CHECK(std::count(timing.begin(), timing.end(), '\n') == 12);
  REQUIRE(small.run("two").code == 0);
  CHECK(small.text("two/timing.jsonl") == timing);  // nothing was run again
  check_same_results(small, "one", "two");
  fs::remove(small.path("two/results.csv"));
  fs::remove(small.path("two/results.sqlite"));
  REQUIRE(run_skipgrid({"sweep", "merge", small.path("two")}).code == 0);
  check_same_results(small, "one", "two");
}

TEST_CASE("Every point's file is a results document") {
  const SmallSweep small;
  REQUIRE(small.run("out").code == 0);
  for (const std::string& name : small.names("out/points")) {
    const auto document = skipgrid::Json::parse(small.text("out/points/" + name));
    CHECK_NOTHROW(skipgrid::check(document, "results.schema.json", skipgrid::in_file(name)));
    CHECK(document["variants"].size() == 3);
  }
}

TEST_CASE("The database holds the rows of results.csv") {
  const SmallSweep small;
  REQUIRE(small.run("out").code == 0);
  const std::string file = small.path("out/results.sqlite");
  const auto rows = rows_of(small.text("out/results.csv"));
  std::string cycles, points;
  for (std::size_t i = 1; i < rows.size(); ++i) cycles += rows[i][5] + "\n";
  CHECK(query(file, "SELECT cycles FROM results") == cycles);
  CHECK(query(file, "SELECT count(*) FROM results WHERE \"/hardware/rows\" = 8 AND \"/dropout/nr\" = 0.5") == "6\n");
  CHECK(query(file, "SELECT energy_pj FROM results LIMIT 1") == "NULL\n");
  CHECK(query(file, "SELECT count(*) FROM points WHERE status = 'done' AND error IS NULL") == "12\n");
}

TEST_CASE("A point that takes too long fails alone, and a longer limit lets the sweep go on") {
  SmallSweep small;
  add_endless_point(small);
  small.json["limits"] = {{"seconds", 1}};
  small.save();
  const ProgramRun sweep = small.run("out", {"-j", "2"});
  CHECK(sweep.code == 1);
  CHECK_THAT(sweep.out, Catch::StartsWith("sweep: 4 points, 2 done, 2 failed\n"));
  const ProgramRun status = run_skipgrid({"sweep", "status", small.path("out"), "--format", "json"});
  CHECK(status.json()["failures"][0]["kind"] == "timeout");
  CHECK(status.json()["failures"][0]["error"] == "took longer than 1 s");
  CHECK(status.json()["failures"][0]["values"]["/workload/hidden"] == 4000);
  CHECK(query(small.path("out/results.sqlite"), "SELECT error FROM points WHERE status = 'failed' LIMIT 1") ==
        "took longer than 1 s\n");
  CHECK_THAT(run_skipgrid({"sweep", "status", small.path("out")}).out, Catch::Contains("took longer than 1 s"));
  small.json["limits"] = {{"seconds", 2}};
  small.save();
  CHECK(small.run("out").code == 1);
  CHECK_THAT(run_skipgrid({"sweep", "status", small.path("out")}).out, Catch::Contains("took longer than 2 s"));
}

TEST_CASE("A point that needs too much memory fails alone") {
  SmallSweep small;
  small.json["base"]["engine"] = "pe";
  small.json["axes"] = {{"/hardware/rows", {8, 2048}}, {"/hardware/cols", {8, 2048}}};
  small.json["limits"] = {{"memory_mib", 48}, {"seconds", 120}};
  small.save();
  CHECK(small.run("out").code == 1);
  const auto status = run_skipgrid({"sweep", "status", small.path("out"), "--format", "json"}).json();
  REQUIRE(status["failed"].get<int>() >= 1);
  CHECK(status["done"].get<int>() >= 1);
  const auto failure = status["failures"].back();
  CHECK(failure["values"]["/hardware/rows"] == 2048);
  if (skipgrid::testing::kAddressSanitizer) {
    CHECK(failure["kind"] == "crashed");
  } else {
    CHECK(failure["kind"] == "memory");
    CHECK(failure["error"] == "needed more than 48 MiB of memory");
  }
}

TEST_CASE("What is wrong with a point's machine is recorded with the point") {
  SmallSweep small;
  const auto bytes = nlohmann::ordered_json::parse(R"({"kib": 1})");
  small.json["base"]["hardware"]["dram"] = {{"kind", "bandwidth"}, {"bytes_per_cycle", 16}};
  small.json["base"]["hardware"]["buffers"] = {{"a", bytes}, {"b", bytes}, {"c", bytes}};
  small.json["axes"] = {{"/hardware/rows", {4, 512}}};
  small.save();
  CHECK(small.run("out").code == 1);
  const auto status = run_skipgrid({"sweep", "status", small.path("out"), "--format", "json"}).json();
  REQUIRE(status["failed"] == 1);
  CHECK(status["failures"][0]["kind"] == "error");
  CHECK_THAT(status["failures"][0]["error"].get<std::string>(), Catch::Contains("buffer"));
}

TEST_CASE("A point that outlasts the simulation's clock fails in one line, without a word of SystemC's") {
  SmallSweep small;
  skipgrid::traces::test::write_file(small.path("trace.jsonl"), trace_beyond_the_clock());
  small.json["base"] = {{"name", "clock"},
                        {"hardware", {{"rows", 1}, {"cols", 1}, {"dataflow", "ws"}}},
                        {"workload", {{"trace", "trace.jsonl"}}}};
  small.json["axes"] = {{"/hardware/dataflow", {"ws", "is"}}};
  small.json["variants"] = {"structured"};
  small.save();
  CHECK(small.run("out").code == 1);
  const auto status = run_skipgrid({"sweep", "status", small.path("out"), "--format", "json"}).json();
  REQUIRE(status["failed"] == 2);
  for (const auto& failure : status["failures"])
    CHECK_THAT(failure["error"].get<std::string>(),
               Catch::StartsWith("the simulation's clock ends after 18446744073709551 cycles, in product "));
}

TEST_CASE("A directory of other points is refused, and the line says what differs") {
  SmallSweep small;
  REQUIRE(small.run("out").code == 0);
  const std::string before = small.text("out/results.csv");
  small.json["base"]["hardware"]["cols"] = 16;
  small.save();
  const ProgramRun refused = small.run("out");
  CHECK(refused.code == 2);
  CHECK(refused.complaints() == 1);
  CHECK_THAT(refused.err, Catch::Contains("/sweep/base/hardware/cols is 8 there and 16 here"));
  CHECK(small.text("out/results.csv") == before);
  small.json["base"]["hardware"]["cols"] = 8;
  small.json["axes"]["/dropout/nr"] = {0.25, 0.5, 0.8};
  small.save();
  CHECK_THAT(small.run("out").err, Catch::Contains("is 0.75 there and 0.8 here"));
  std::string manifest = small.text("out/manifest.json");
  small.json["axes"]["/dropout/nr"] = {0.25, 0.5, 0.75};
  small.save();
  REQUIRE(small.run("out").code == 0);
  manifest = skipgrid::traces::unsealed("manifest", manifest);
  const std::size_t commit = manifest.find("\"commit\": \"");
  manifest.insert(commit + 11, "another-");
  skipgrid::traces::test::write_file(small.path("out/manifest.json"), skipgrid::traces::sealed("manifest", manifest));
  CHECK_THAT(small.run("out").err, Catch::Contains("/provenance/commit is \"another-"));
}

TEST_CASE("A directory that holds something else is refused") {
  const SmallSweep small;
  fs::create_directory(small.path("out"));
  skipgrid::traces::test::write_file(small.path("out/results.csv"), "mine");
  const ProgramRun refused = small.run("out");
  CHECK(refused.code == 2);
  CHECK_THAT(refused.err,
             Catch::Contains("expected a new or empty directory, or that of a sweep: it holds results.csv"));
  CHECK(small.names("out") == std::vector<std::string>{"results.csv"});
  CHECK(small.run("out/results.csv").code == 2);
}

TEST_CASE("A disk that is full ends the sweep with one line, and what was finished stays") {
  const SmallSweep small;
  REQUIRE(small.run("whole").code == 0);
  REQUIRE(small.run("out").code == 0);
  fs::remove(small.path("out/points/" + small.names("out/points")[4]));
  const ProgramRun full = with_files_of_at_most(1024, [&] { return small.run("out"); });
  CHECK(full.code == 1);
  CHECK(full.complaints() == 1);
  CHECK_THAT(full.err, Catch::Contains("File too large; what is finished is kept"));
  CHECK(small.names("out/points").size() == 11);
  CHECK(small.run("out").code == 0);
  check_same_results(small, "whole", "out");
}

TEST_CASE("A link that somebody has put into a sweep's directory leads no file out of it") {
  const SmallSweep small;
  REQUIRE(small.run("whole").code == 0);
  REQUIRE(small.run("out").code == 0);
  skipgrid::traces::test::write_file(small.path("precious"), "mine");
  const std::string point = small.path("out/points/" + small.names("out/points")[4]);
  for (const std::string& file : {point, small.path("out/results.csv"), small.path("out/manifest.json")}) {
    fs::remove(file);
    fs::create_symlink(small.path("precious"), file);
  }
  CHECK(small.run("out").code == 0);
  check_same_results(small, "whole", "out");
  CHECK(small.text("precious") == "mine");
}

TEST_CASE("A file that lost its content with the machine's power is computed again") {
  const SmallSweep small;
  REQUIRE(small.run("whole").code == 0);
  REQUIRE(small.run("out").code == 0);
  const auto names = small.names("out/points");
  skipgrid::traces::test::write_file(small.path("out/points/" + names[1]), "");
  skipgrid::traces::test::write_file(small.path("out/points/" + names[2]), std::string(5000, '\0'));
  REQUIRE(small.run("out").code == 0);
  check_same_results(small, "whole", "out");
}

TEST_CASE("What a killed process had begun to write is removed") {
  const SmallSweep small;
  REQUIRE(small.run("out").code == 0);
  const std::size_t files = small.names("out").size(), points = small.names("out/points").size();
  for (const std::string name : {"out/points/0123456789abcdef.json.partial-1-0", "out/failed/x.json.partial-1-0",
                                 "out/results.csv.partial-1-0", "out/manifest.json.partial-1-0"})
    skipgrid::traces::test::write_file(small.path(name), "{");
  // The sweep was killed before it took back that the point had failed once.
  skipgrid::traces::test::write_file(small.path("out/failed/" + small.names("out/points").back()), "{}\n");
  REQUIRE(small.run("out").code == 0);
  CHECK(small.names("out").size() == files);
  CHECK(small.names("out/points").size() == points);
  CHECK(small.names("out/failed").empty());
}

TEST_CASE("A dry run lists the points and writes nothing") {
  const SmallSweep small;
  const ProgramRun dry = run_skipgrid({"sweep", small.file, "--dry-run", "--format", "json"});
  CHECK(dry.code == 0);
  CHECK(dry.json()["points"].size() == 12);
  CHECK(dry.json()["estimated_seconds"] > 0);
  CHECK_THAT(run_skipgrid({"sweep", small.file, "--dry-run"}).out, Catch::Contains("12 points, about 0:0"));
  CHECK(rows_of(run_skipgrid({"sweep", small.file, "--dry-run", "--format", "csv"}).out).size() == 13);
  CHECK(small.folder.files() == std::vector<std::string>{"sweep.json"});
}
