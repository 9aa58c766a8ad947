#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>
#include <random>
#include <set>

#include "sim/sweep/directory/ranking.h"
#include "tests/fixtures/small_sweep.h"

using namespace skipgrid::sweep;
using namespace skipgrid::cli::test;

TEST_CASE("The front is what no other point beats, and the ranking what sorting gives") {
  const auto seed = GENERATE(take(30, random(0u, 1u << 30)));
  CAPTURE(seed);
  std::mt19937 random(seed);
  const auto one_to_20 = [&] { return static_cast<double>(1 + random() % 20); };
  std::vector<Candidate> all;
  Ranking ranking(Measure::edp, 5);
  for (std::uint32_t i = 0; i < 40; ++i) {
    Candidate candidate{i, one_to_20(), one_to_20(), std::nullopt, std::nullopt, std::nullopt};
    if (random() % 8 == 0) candidate.energy_pj.reset();
    all.push_back(candidate);
    ranking.add(candidate);
  }
  std::vector<std::pair<double, double>> front, expected;
  for (const Candidate& candidate : ranking.front()) front.emplace_back(candidate.cycles, *candidate.energy_pj);
  for (const Candidate& x : all) {
    const auto beats = [&](const Candidate& y) {
      return y.energy_pj && y.cycles <= x.cycles && *y.energy_pj <= *x.energy_pj &&
             (y.cycles < x.cycles || *y.energy_pj < *x.energy_pj || y.point < x.point);
    };
    if (x.energy_pj && std::none_of(all.begin(), all.end(), beats)) expected.emplace_back(x.cycles, *x.energy_pj);
  }
  std::sort(expected.begin(), expected.end());
  CHECK(front == expected);

  std::vector<double> values, best;
  for (const Candidate& candidate : all)
    if (candidate.energy_pj) values.push_back(*candidate.energy_pj * candidate.cycles);
  std::sort(values.begin(), values.end());
  values.resize(5);
  for (const Candidate& candidate : ranking.best()) best.push_back(*candidate.value(Measure::edp));
  CHECK(best == values);
}

TEST_CASE("The command best names the points with the fewest cycles, and says when energy is not modelled") {
  const SmallSweep small;
  REQUIRE(small.run("out").code == 0);
  const ProgramRun json = run_skipgrid({"sweep", "best", small.path("out"), "--top", "3", "--format", "json"});
  REQUIRE(json.code == 0);
  const auto best = json.json()["best"];
  REQUIRE(best.size() == 3);
  CHECK(best[0]["cycles"] <= best[1]["cycles"]);
  CHECK(best[0]["values"]["/dropout/nr"] == 0.75);  // the most dropout
  for (const std::string& name : small.names("out/points")) {
    const auto total = nlohmann::json::parse(small.text("out/points/" + name))["variants"][0]["total"];
    CHECK(best[0]["cycles"] <= total["cycles"]);
    if (name == best[0]["point"].get<std::string>() + ".json") CHECK(best[0]["cycles"] == total["cycles"]);
  }
  CHECK(best[0]["energy_pj"].is_null());
  CHECK(best[0]["speedup_vs_dense"] > 1);
  CHECK(best[0]["speedup_vs_dense_best"].is_null());
  CHECK(json.json()["pareto"].empty());
  const ProgramRun table = run_skipgrid({"sweep", "best", small.path("out")});
  CHECK_THAT(table.out, Catch::Contains("energy is not modelled"));
  const ProgramRun refused = run_skipgrid({"sweep", "best", small.path("out"), "--by", "energy"});
  CHECK(refused.code == 2);
  CHECK(refused.complaints() == 1);
  CHECK(run_skipgrid({"sweep", "best", small.path("out"), "--variant", "dense-fused"}).code == 2);
}

TEST_CASE("The command best draws a Pareto front where energy is modelled") {
  SmallSweep small;
  small.json["base"]["hardware"]["energy"] =
      nlohmann::ordered_json::parse(skipgrid::traces::test::read_file(SKIPGRID_CONFIGS "/energy/fp32_45nm.json"));
  small.json["base"]["hardware"]["energy"].erase("$schema");
  small.save();
  REQUIRE(small.run("out").code == 0);
  const ProgramRun run = run_skipgrid({"sweep", "best", small.path("out"), "--by", "edp", "--format", "json"});
  REQUIRE(run.code == 0);
  const auto front = run.json()["pareto"];
  REQUIRE(front.size() >= 1);
  for (std::size_t i = 1; i < front.size(); ++i) {
    CHECK(front[i]["cycles"] > front[i - 1]["cycles"]);
    CHECK(front[i]["energy_pj"] < front[i - 1]["energy_pj"]);
  }
  CHECK(run.json()["best"].size() == 10);
}

TEST_CASE("The command best ranks by speedups, the points that a filter keeps, and each value of an axis by itself") {
  const SmallSweep small;
  REQUIRE(small.run("out").code == 0);
  const auto best = [&](const std::vector<std::string>& options) {
    std::vector<std::string> arguments{"sweep", "best", small.path("out"), "--format", "json"};
    arguments.insert(arguments.end(), options.begin(), options.end());
    return run_skipgrid(arguments).json()["best"];
  };
  const auto fastest = best({"--by", "speedup_vs_dense", "--top", "3"});
  REQUIRE(fastest.size() == 3);
  CHECK(fastest[0]["speedup_vs_dense"] >= fastest[1]["speedup_vs_dense"]);
  CHECK(fastest[1]["speedup_vs_dense"] >= fastest[2]["speedup_vs_dense"]);
  for (const auto& point : best({"--where", "{/dropout/nr} < 0.6"})) CHECK(point["values"]["/dropout/nr"] < 0.6);
  std::set<std::string> values;
  for (const auto& point : best({"--group-by", "/dropout/nr"}))
    CHECK(values.insert(point["values"]["/dropout/nr"].dump()).second);
  CHECK(values.size() > 1);
  for (const std::vector<std::string>& wrong : {std::vector<std::string>{"--by", "luck"},
                                                {"--where", "{/dropout/nr"},
                                                {"--where", "{/nobody} > 1"},
                                                {"--group-by", "/nobody"}}) {
    std::vector<std::string> arguments{"sweep", "best", small.path("out")};
    arguments.insert(arguments.end(), wrong.begin(), wrong.end());
    const ProgramRun refused = run_skipgrid(arguments);
    CHECK(refused.code == 2);
    CHECK(refused.complaints() == 1);
  }
}
