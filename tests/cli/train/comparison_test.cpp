// What a comparison of trainings says, by hand and as a shell runs it.
#include "sim/cli/train/comparison_figures.h"

#include <catch2/catch.hpp>
#include <cmath>
#include <nlohmann/json.hpp>

#include "tests/fixtures/program_run.h"
#include "tests/fixtures/temporary_folder.h"

namespace skipgrid::cli {

namespace {

using test::ProgramRun;
using test::run_skipgrid;
using traces::test::read_file;
using traces::test::TemporaryFolder;
using Json = nlohmann::json;

const std::string kText = std::string(SKIPGRID_CONFIGS) + "/train/quick.json";

ProgramRun compare_text(std::vector<std::string> arguments) {
  const std::vector<std::string> first{"train", kText, "--compare", "--format", "json"};
  arguments.insert(arguments.begin(), first.begin(), first.end());
  return run_skipgrid(arguments);
}

Json curve_of(const Json& run) {
  Json curve = run["curve"];
  for (Json& epoch : curve) {
    epoch.erase("seconds");
    epoch.erase("phase_seconds");
  }
  return curve;
}

TrainingResult judged(double perplexity) {
  TrainingResult result;
  result.position.curve.resize(1);
  result.position.curve.front().valid_perplexity = perplexity;
  return result;
}

}  // namespace

TEST_CASE("What is neither FP nor BP nor WG of an iteration is the rest of it") {
  const Comparison comparison{{"dense"}, 0, {{1, {judged(1.0)}, {{{{0.001, 0.002, 0.003}, 0.01}}}}}};
  CHECK(milliseconds_of(comparison, 0, TimePart::bp) == std::vector<double>{2.0});
  CHECK(milliseconds_of(comparison, 0, TimePart::rest).front() == Approx(4.0));
  CHECK(milliseconds_of(comparison, 0, TimePart::total).front() == Approx(10.0));
}

TEST_CASE("Structured less random is the mean of differences seed by seed, with Student's interval") {
  Comparison comparison{
      {"random", "structured"}, 0, {{1, {judged(10), judged(11)}, {}}, {2, {judged(14), judged(14)}, {}}}};
  const auto difference = metric_difference(comparison);
  REQUIRE(difference);
  CHECK(difference->spread.mean == Approx(0.5));
  CHECK(*difference->spread.margin == Approx(12.7062 * std::sqrt(0.5) / std::sqrt(2.0)).epsilon(1e-4));
  CHECK(difference->relative_to == Approx(12.0));
  const auto figures = metric_figures(comparison, 1);
  REQUIRE(figures);
  CHECK(figures->spread.mean == Approx(12.5));
  CHECK(*figures->deviation == Approx(std::sqrt(4.5)));
  comparison.seeds.pop_back();
  CHECK_FALSE(metric_difference(comparison));
  CHECK_FALSE(metric_figures(comparison, 0)->deviation);
}

TEST_CASE("A comparison takes the time of every mode in turn and says how many times as fast each is") {
  const TemporaryFolder folder;
  const ProgramRun run = compare_text({"--iterations", "20", "--out", folder / "t"});
  REQUIRE(run.code == 0);
  CHECK(run.err.empty());
  const Json report = run.json();
  const Json& comparison = report["comparison"];
  CHECK(comparison["warm_up_rounds"] == 3);
  CHECK(comparison["measured_rounds"] == 17);
  const std::vector<std::string> names{"dense", "dense-fused", "random", "structured"};
  REQUIRE(comparison["modes"].size() == 4);
  REQUIRE(report["runs"].size() == 4);
  for (std::size_t i = 0; i < 4; ++i) {
    const Json& mode = comparison["modes"][i];
    CHECK(mode["name"] == names[i]);
    CHECK(report["runs"][i]["name"] == names[i]);
    const Json& total = mode["milliseconds"]["total"];
    CHECK(total["lower"] > 0.0);
    CHECK(total["lower"] <= total["median"]);
    CHECK(total["median"] <= total["upper"]);
    CHECK(mode["speedup_over"].contains("dense") == (i != 0));
    CHECK(mode["speedup_over"].contains("dense-fused") == (i != 1));
  }
  const Json& over = comparison["modes"][3]["speedup_over"]["dense-fused"];
  for (const char* part : {"FP", "BP", "WG", "total"}) {
    CHECK(over[part]["low"] <= over[part]["median"]);
    CHECK(over[part]["median"] <= over[part]["high"]);
  }
  const std::string rounds = read_file(folder / "t/rounds.csv");
  CHECK(std::count(rounds.begin(), rounds.end(), '\n') == 1 + 4 * 17);
  CHECK(rounds.find("\n1,4,dense,") != std::string::npos);
  CHECK(rounds.find("\n1,20,structured,") != std::string::npos);
}

TEST_CASE("What is trained in turn comes to what it comes to alone, seed by seed") {
  const auto alone = [&](const std::string& seed, const std::string& dropout_case) {
    const ProgramRun run =
        run_skipgrid({"train", kText, "--format", "json", "--set", "/epochs=1", "--set", "/seed=" + seed, "--set",
                      "/dropout/seed=" + seed, "--set", "/dropout/case=" + dropout_case});
    REQUIRE(run.code == 0);
    return curve_of(run.json()["runs"][0]);
  };
  const ProgramRun run = compare_text({"--set", "/epochs=1", "--seeds", "2", "--modes", "random,structured"});
  REQUIRE(run.code == 0);
  const Json report = run.json(), runs = report["runs"];
  REQUIRE(runs.size() == 4);
  CHECK(runs[3]["seed"] == 2);
  CHECK(curve_of(runs[0]) == alone("1", "I"));
  CHECK(curve_of(runs[1]) == alone("1", "III"));
  CHECK(curve_of(runs[2]) == alone("2", "I"));
  CHECK(curve_of(runs[3]) == alone("2", "III"));
  const Json& metric = report["comparison"]["modes"][1]["metric"];
  CHECK(metric["name"] == "valid ppl");
  CHECK(metric["values"] == Json{runs[1]["curve"][0]["valid_perplexity"], runs[3]["curve"][0]["valid_perplexity"]});
  CHECK(report["comparison"]["structured_less_random"]["margin"] > 0.0);
}

TEST_CASE("A comparison as a table has quartiles, speedups with intervals, and the difference of the metric") {
  const ProgramRun run = run_skipgrid({"train", kText, "--compare", "--seeds", "2", "--set", "/epochs=1"});
  REQUIRE(run.code == 0);
  for (const char* words : {"quartiles", "vs dense-fused", "vs dense",
                            "structured less random, 2 pairs: ", "measured after 3 of each seed", " +- "}) {
    CAPTURE(words);
    CHECK(run.out.find(words) != std::string::npos);
  }
  CHECK(run.err.find("structured epoch 1/1 done") != std::string::npos);
  CHECK(run.err.find("dense-fused epoch 1/1 done") != std::string::npos);
}

TEST_CASE("What is wrong with a comparison is said in one line") {
  const auto complaint = [](const std::vector<std::string>& arguments) {
    const ProgramRun run = run_skipgrid(arguments);
    CHECK(run.code == 2);
    CHECK(run.complaints() == 1);
    return run.err;
  };
  using Catch::Matchers::Contains;
  CHECK_THAT(complaint({"train", kText, "--compare", "--modes", "random,best"}),
             Contains("--modes: expected some of dense,dense-fused,random,structured, each once, got \"random,best\""));
  CHECK_THAT(complaint({"train", kText, "--compare", "--modes", "random,random"}), Contains("--modes"));
  CHECK_THAT(complaint({"train", kText, "--seeds", "3"}), Contains("--seeds: goes together with --compare"));
  CHECK_THAT(complaint({"train", kText, "--compare", "--seeds", "0"}), Contains("--seeds"));
  CHECK_THAT(complaint({"train", kText, "--compare", "--device", "array"}),
             Contains("skipgrid run compares on the array"));
}

}  // namespace skipgrid::cli
