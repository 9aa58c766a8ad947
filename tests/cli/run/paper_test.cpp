// Several runs at once: skipgrid run with more than one configuration, and the table of the paper's tasks.
#include <algorithm>
#include <catch2/catch.hpp>
#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>
#include <set>
#include <sstream>

#include "tests/fixtures/program_run.h"
#include "tests/fixtures/temporary_folder.h"

using namespace skipgrid::cli::test;
using skipgrid::traces::test::read_file;
using skipgrid::traces::test::TemporaryFolder;
using skipgrid::traces::test::write_file;

namespace {

/// Two small runs of different names.
struct TwoRuns {
  TemporaryFolder folder;
  std::string first = folder / "first.json", second = folder / "second.json";
  TwoRuns() {
    auto json = nlohmann::json::parse(small_run());
    json["name"] = "first";
    write_file(first, json.dump());
    json["name"] = "second";
    json["dropout"]["nr"] = 0.75;
    write_file(second, json.dump());
  }
};

}  // namespace

TEST_CASE("Several configurations run one after the other, each as if alone") {
  const TwoRuns runs;
  const std::string out = runs.folder / "out";
  const ProgramRun both = run_skipgrid({"run", runs.first, runs.second, "--out", out, "--format", "json"});
  REQUIRE(both.code == 0);
  REQUIRE(both.json().size() == 2);
  CHECK(both.json()[0] == run_skipgrid({"run", runs.first, "--format", "json"}).json());
  CHECK(both.json()[1] == run_skipgrid({"run", runs.second, "--format", "json"}).json());
  CHECK(nlohmann::json::parse(read_file(out + "/second/results.json")) == both.json()[1]);
  CHECK(read_file(out + "/first/results.csv") == run_skipgrid({"run", runs.first, "--format", "csv"}).out);
}

TEST_CASE("The lines of several runs are one table with the run's name before each") {
  const TwoRuns runs;
  std::istringstream both(run_skipgrid({"run", runs.first, runs.second, "--format", "csv"}).out);
  std::string alone = run_skipgrid({"run", runs.first, "--format", "csv"}).out;
  std::string line;
  std::getline(both, line);
  CHECK(line == "run," + alone.substr(0, alone.find('\n')));
  int lines = 0;
  while (std::getline(both, line)) {
    CHECK((line.rfind("first,", 0) == 0 || line.rfind("second,", 0) == 0));
    ++lines;
  }
  CHECK(lines == 2 * (std::count(alone.begin(), alone.end(), '\n') - 1));
}

TEST_CASE("Runs of one name, a timeline of two, and no run at all are refused") {
  const TwoRuns runs;
  for (const std::vector<std::string>& arguments :
       {std::vector<std::string>{"run", runs.first, runs.first},
        {"run", runs.first, runs.second, "--timeline", runs.folder / "t.json"},
        {"run"},
        {"paper"},
        {"paper", runs.first, "--hardware", runs.folder / "missing.json"}}) {
    const ProgramRun run = run_skipgrid(arguments);
    CAPTURE(run.err);
    CHECK(run.code == 2);
    CHECK(run.out.empty());
    CHECK(run.complaints() == 1);
  }
}

TEST_CASE("The paper's table has the speedups of the runs that it is made of") {
  const TwoRuns runs;
  const std::string wide = std::filesystem::absolute(SKIPGRID_CONFIGS "/hardware/gemmini_16x16.json").string();
  const std::string narrow = std::filesystem::absolute(SKIPGRID_CONFIGS "/hardware/ws_8x8.json").string();
  const ProgramRun paper =
      run_skipgrid({"paper", runs.first, runs.second, "--hardware", narrow, "--hardware", wide, "--format", "json"});
  REQUIRE(paper.code == 0);
  const auto rows = paper.json()["rows"];
  REQUIRE(rows.size() == 4);
  std::size_t row = 0;
  for (const std::string& hardware : {narrow, wide}) {
    for (const std::string& config : {runs.first, runs.second}) {
      const auto results = run_skipgrid({"run", config, "--set", "/hardware=" + hardware, "--format", "json"}).json();
      CHECK(rows[row]["task"] == results["name"]);
      for (const char* phase : {"FP", "BP", "WG", "total"}) {
        const auto& line = rows[row]["speedup"][phase];
        const auto cycles = [&](int variant) {
          const auto& stats = results["variants"][variant];
          return (std::string(phase) == "total" ? stats["total"] : stats["phases"][phase])["cycles"].get<double>();
        };
        const auto named = [&](const std::string& name) {
          for (int variant = 0; variant < 6; ++variant)
            if (results["variants"][variant]["name"] == name) return cycles(variant);
          return 0.0;
        };
        CHECK(line["over_dense"].get<double>() == Approx(named("dense") / named("structured")));
        CHECK(line["over_dense_fused"].get<double>() == Approx(named("dense-fused") / named("structured")));
        CHECK(line["over_random"].get<double>() == Approx(named("random") / named("structured")));
        REQUIRE(results["variants"][0]["name"] == "structured-best");
        REQUIRE(results["variants"][1]["name"] == "dense-best");
        CHECK(line["best_over_best"].get<double>() == Approx(cycles(1) / cycles(0)));
      }
      ++row;
    }
  }
  CHECK(paper.json()["paper"]["least"] == 1.23);
  CHECK(paper.json()["paper"]["most"] == 1.64);
}

TEST_CASE("Every configuration of the paper's tables is one run of its own") {
  std::set<std::string> names;
  for (const auto& file : std::filesystem::directory_iterator(SKIPGRID_CONFIGS "/paper")) {
    const auto json = nlohmann::json::parse(std::ifstream(file.path()));
    names.insert(json["name"].get<std::string>());
    CAPTURE(file.path().string());
    // A short trace of each: the workload, its table of lengths and its dropout go together.
    TemporaryFolder folder;
    const ProgramRun trace = run_skipgrid(
        {"trace", "gen", file.path().string(), "--set", "/iterations=1", "--out", folder / "trace.jsonl.zst"});
    CHECK(trace.err.empty());
    CHECK(trace.code == 0);
  }
  CHECK(names.size() == 12);
}
