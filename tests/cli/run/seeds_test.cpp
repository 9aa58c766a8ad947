// Several draws of masks: the member "seeds" of a run.
#include <algorithm>
#include <catch2/catch.hpp>
#include <cmath>
#include <nlohmann/json.hpp>

#include "tests/fixtures/program_run.h"
#include "tests/fixtures/temporary_folder.h"

using namespace skipgrid::cli::test;
using skipgrid::traces::test::TemporaryFolder;
using skipgrid::traces::test::write_file;

namespace {

struct DrawnRun {
  TemporaryFolder folder;
  std::string config = folder / "run.json";
  DrawnRun() { write_file(config, small_run()); }

  nlohmann::json json(const std::string& command, const std::vector<std::string>& sets) const {
    std::vector<std::string> arguments{command, config, "--format", "json"};
    for (const std::string& set : sets) arguments.insert(arguments.end(), {"--set", set});
    return run_skipgrid(arguments).json();
  }
};

}  // namespace

TEST_CASE("A run under several seeds has the means and margins of runs under each, and the counts of the first") {
  const DrawnRun small;
  const auto drawn = small.json("run", {"/seeds=3", "/dropout/seed=5"});
  std::vector<nlohmann::json> alone;
  for (const std::string seed : {"5", "6", "7"}) alone.push_back(small.json("run", {"/dropout/seed=" + seed}));
  CHECK(drawn["draws"] == 3);
  for (std::size_t v = 0; v < drawn["variants"].size(); ++v) {
    auto variant = drawn["variants"][v];
    for (std::size_t draw = 0; draw < 3; ++draw)
      CHECK(variant["drawn_cycles"]["total"][draw] == alone[draw]["variants"][v]["total"]["cycles"]);
    auto first = alone[0]["variants"][v];
    variant.erase("drawn_cycles");
    for (auto* one : {&variant, &first})
      for (const char* name : {"speedup_vs_dense", "speedup_vs_dense_best"})
        for (const char* of : {"", "_margin"}) one->erase(std::string(name) + of);
    CHECK(variant == first);
  }
  for (std::size_t v = 0; v < drawn["variants"].size(); ++v) {
    for (const std::string phase : {"total", "FP", "BP", "WG"}) {
      const auto of = [&](const nlohmann::json& run, const char* name) {
        return run["variants"][v][name][phase].get<double>();
      };
      double mean = 0, squares = 0;
      for (const auto& one : alone) mean += of(one, "speedup_vs_dense") / 3;
      for (const auto& one : alone) squares += std::pow(of(one, "speedup_vs_dense") - mean, 2);
      CHECK(of(drawn, "speedup_vs_dense") == Approx(mean));
      // Student's t with two degrees of freedom.
      CHECK(of(drawn, "speedup_vs_dense_margin") ==
            Approx(4.30265 * std::sqrt(squares / 2 / 3)).epsilon(1e-4).margin(1e-12));
    }
  }
}

TEST_CASE("The paper's table has the means and margins of the runs that it is made of") {
  const DrawnRun small;
  const auto run = small.json("run", {"/seeds=4"});
  const auto row = small.json("paper", {"/seeds=4"})["rows"][0];
  CHECK(row["draws"] == 4);
  const auto named = [&](const std::string& name) {
    return *std::find_if(run["variants"].begin(), run["variants"].end(),
                         [&](const nlohmann::json& variant) { return variant["name"] == name; });
  };
  for (const std::string phase : {"total", "FP", "BP", "WG"}) {
    CHECK(row["speedup"][phase]["over_dense"] == named("structured")["speedup_vs_dense"][phase]);
    CHECK(row["speedup_margin"][phase]["over_dense"] == named("structured")["speedup_vs_dense_margin"][phase]);
    double over_random = 0;
    for (int draw = 0; draw < 4; ++draw)
      over_random += named("random")["drawn_cycles"][phase][draw].get<double>() /
                     named("structured")["drawn_cycles"][phase][draw].get<double>() / 4;
    CHECK(row["speedup"][phase]["over_random"].get<double>() == Approx(over_random));
  }
  CHECK(small.json("paper", {})["rows"][0]["speedup_margin"]["total"]["over_dense"].is_null());
  const ProgramRun csv = run_skipgrid({"paper", small.config, "--set", "/seeds=4", "--format", "csv"});
  CHECK_THAT(csv.out, Catch::StartsWith("task,hardware,phase,best_over_best,over_dense,") &&
                          Catch::Contains(",draws,best_over_best_margin,over_dense_margin,over_dense_fused_margin,"));
  const ProgramRun table = run_skipgrid({"paper", small.config, "--set", "/seeds=4"});
  CHECK_THAT(table.out, Catch::Contains("x +-") && Catch::Contains("4 draws of masks (seeds 1 to 4)"));
}

TEST_CASE("One seed is said to be one, and more than one is refused for a recorded trace") {
  const DrawnRun small;
  CHECK_THAT(run_skipgrid({"run", small.config}).out, Catch::Contains("\nOne draw of masks: \"seeds\": n"));
  REQUIRE(run_skipgrid({"trace", "gen", small.config, "--out", small.folder / "t.jsonl"}).code == 0);
  write_file(small.folder / "replay.json",
             R"({"hardware": {"rows": 8, "cols": 8}, "workload": {"trace": "t.jsonl"}, "seeds": 2})");
  const ProgramRun refused = run_skipgrid({"run", small.folder / "replay.json"});
  CHECK(refused.code == 2);
  CHECK(refused.err == (small.folder / "replay.json") +
                           ": /seeds: expected 1, since a recorded trace holds one draw of masks, got 2\n");
}
