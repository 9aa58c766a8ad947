#include <algorithm>
#include <catch2/catch.hpp>
#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>
#include <sstream>
#include <tuple>

#include "tests/fixtures/program_run.h"
#include "tests/fixtures/temporary_folder.h"

using namespace skipgrid::cli::test;
using skipgrid::traces::test::read_file;
using skipgrid::traces::test::TemporaryFolder;
using skipgrid::traces::test::write_file;

namespace {

const std::string kQuickstart = std::string(SKIPGRID_CONFIGS) + "/quickstart.json";

/// A folder with a small run.json.
struct SmallRun {
  TemporaryFolder folder;
  std::string config = folder / "run.json";
  SmallRun() { write_file(config, small_run()); }
};

}  // namespace

TEST_CASE("The quickstart shows structured dropout against dense and random, phase by phase") {
  const ProgramRun run = run_skipgrid({"run", kQuickstart, "--format", "json"});
  REQUIRE(run.code == 0);
  CHECK(run.err.empty());
  const auto results = run.json();
  REQUIRE(results["variants"].size() == 6);
  CHECK(results["config"]["hardware"]["rows"] == 32);
  for (const auto& variant : results["variants"]) {
    // Two layers of 650, batch 20, 35 steps, vocabulary 10,000; the first step has no recurrent data gradient.
    const std::int64_t layer = 20LL * 650 * 2600, projection = 20LL * 650 * 10000;
    CHECK(variant["phases"]["FP"]["dense_macs"] == 35 * (2 * 2 * layer + projection));
    CHECK(variant["phases"]["WG"]["dense_macs"] == 35 * (2 * 2 * layer + projection));
    CHECK(variant["phases"]["BP"]["dense_macs"] == 35 * (2 * 2 * layer + projection) - 2 * layer);
  }
  // Half of what is not recurrent is dropped: 18.2 of 27.8 GMAC can halve, so 1.5 is near the bound of 1.49 by MACs
  // alone, and whole tiles saved may give a little more.
  for (const std::string phase : {"total", "FP", "BP", "WG"}) {
    REQUIRE(results["variants"][2]["name"] == "structured");
    REQUIRE(results["variants"][5]["name"] == "random");
    const double speedup = results["variants"][2]["speedup_vs_dense"][phase];
    CHECK(speedup > 1.4);
    CHECK(speedup < 1.7);
    // Case I drops next to nothing for all of 20 samples at once.
    CHECK(results["variants"][5]["speedup_vs_dense"][phase].get<double>() == Approx(1).epsilon(0.01));
  }
  // What another scheduler reached, under the same model of the array: the search goes below it.
  CHECK(results["variants"][0]["total"]["cycles"] <= 25'748'669);
  CHECK(results["variants"][1]["total"]["cycles"] <= 30'416'370);
}

TEST_CASE("The first screen fits 24 lines and 100 columns, and every word of it is in --help or under it") {
  const ProgramRun run = run_skipgrid({"run", kQuickstart});
  CHECK(run.code == 0);
  CHECK(std::count(run.out.begin(), run.out.end(), '\n') <= 24);
  for (const std::string word : {"vs dense-best", "MACs skipped:", "utilization:", "--details", "ms"})
    CHECK_THAT(run.out, Catch::Contains(word));
  const std::string help = run_skipgrid({"run", "--help"}).out;
  for (const std::string word :
       {"dropout I", "NR", "RH", "output", "PE", "MAC", "ws", "overlapped", "ideal", "free", "known", "skipping",
        "spans", "orientation", "order of issue", "filled", "drained", "draw of masks"}) {
    CAPTURE(word);
    CHECK_THAT(help, Catch::Contains(word));
  }
  for (const std::string variant : {"structured", "dense", "dense-fused", "random", "structured-best", "dense-best"}) {
    CHECK_THAT(run.out, Catch::Contains(variant));
    CHECK_THAT(help, Catch::Contains("\n  " + variant + " "));
  }
}

TEST_CASE("Phases, layers and details are shown when they are asked for") {
  const SmallRun small;
  CHECK_THAT(run_skipgrid({"run", small.config, "--by", "phase"}).out,
             Catch::Contains("MACs done") && Catch::Contains("WG"));
  CHECK_THAT(run_skipgrid({"run", small.config, "--by", "layer"}).out,
             Catch::Contains("lstm0") && Catch::Contains("of all"));
  CHECK_THAT(run_skipgrid({"run", small.config, "--by", "op"}).out,
             Catch::Contains("lstm0.x2h FP") && Catch::Contains("lstm0.h2h WG"));
  CHECK_THAT(run_skipgrid({"run", small.config, "--format", "markdown"}).out,
             Catch::StartsWith("| variant | cycles |"));
  CHECK_THAT(run_skipgrid({"run", small.config, "--format", "latex"}).out, Catch::StartsWith("\\begin{tabular}{lr"));
  const ProgramRun wrong = run_skipgrid({"run", small.config, "--by", "day"});
  CHECK(wrong.code == 2);
  CHECK_THAT(wrong.err, Catch::Contains("--by") && Catch::Contains("expected phase, layer or op, got \"day\""));
}

TEST_CASE("The details fit 100 columns and name every variant and phase") {
  const ProgramRun run = run_skipgrid({"run", kQuickstart, "--details"});
  CHECK(run.code == 0);
  std::istringstream lines(run.out);
  for (std::string line; std::getline(lines, line);) {
    CAPTURE(line);
    CHECK(line.size() <= 100);
  }
  for (const std::string word :
       {"structured", "dense", "dense-fused", "random", "structured-best", "dense-best", "FP", "BP", "WG", "total",
        "speedup", "MACs skipped", "Where the cycles go", "Schedule of dense-best"})
    CHECK_THAT(run.out, Catch::Contains(word));
}

TEST_CASE("Both engines give a run the same results") {
  const SmallRun small;
  auto pe = run_skipgrid({"run", small.config, "--engine", "pe", "--format", "json"}).json();
  auto tile = run_skipgrid({"run", small.config, "--engine", "tile", "--format", "json"}).json();
  CHECK(pe["config"]["engine"] == "pe");
  CHECK(pe["variants"] == tile["variants"]);
  CHECK(pe["variants"][0]["total"]["cycles"] > 0);
}

TEST_CASE("The option --out writes what --format json and csv print, and the same bytes every time") {
  const SmallRun small;
  const std::string out = small.folder / "out/below";
  const ProgramRun json = run_skipgrid({"run", small.config, "--out", out, "--format", "json"});
  CHECK(json.code == 0);
  CHECK(read_file(out + "/results.json") == json.out);
  const ProgramRun csv = run_skipgrid({"run", small.config, "--out", out, "--format", "csv"});
  CHECK(read_file(out + "/results.csv") == csv.out);
  CHECK(read_file(out + "/results.json") == json.out);
  CHECK(std::distance(std::filesystem::directory_iterator(out), {}) == 2);
}

TEST_CASE("The option --set changes the run, and the results say so") {
  const SmallRun small;
  const auto results = run_skipgrid({"run", small.config, "--set", "/hardware/rows=16", "--set", "/dropout/case=IV",
                                     "--set", "/variants=[\"dense\"]", "--format", "json"})
                           .json();
  CHECK(results["config"]["hardware"]["rows"] == 16);
  CHECK(results["config"]["dropout"]["case"] == "IV");
  REQUIRE(results["variants"].size() == 1);
  CHECK(results["variants"][0]["name"] == "dense");
}

TEST_CASE("Iterations add up") {
  const SmallRun small;
  const auto macs = [&](const std::string& iterations) {
    return run_skipgrid({"run", small.config, "--set", "/iterations=" + iterations, "--format", "json"})
        .json()["variants"][1]["total"]["dense_macs"]
        .get<std::int64_t>();
  };
  CHECK(macs("3") > 2 * macs("1"));
}

TEST_CASE("A recorded trace gives the same results as the model that it was recorded from") {
  const SmallRun small;
  const std::string trace = small.folder / "small.jsonl.zst";
  REQUIRE(run_skipgrid({"trace", "gen", small.config, "--out", trace}).code == 0);
  write_file(small.folder / "replay.json",
             R"({"hardware": {"rows": 8, "cols": 8}, "workload": {"trace": "small.jsonl.zst"}})");
  auto live = run_skipgrid({"run", small.config, "--format", "json"}).json()["variants"];
  const auto replayed = run_skipgrid({"run", small.folder / "replay.json", "--format", "json"}).json()["variants"];
  REQUIRE(live.size() == 6);
  REQUIRE(live[5]["name"] == "random");  // other masks than the recorded ones
  REQUIRE(replayed.size() == 5);
  for (std::size_t i = 0; i < replayed.size(); ++i) {
    CAPTURE(i);
    // Those without skipping run ordinary dropout where there is a model: other multiplications are with zeros.
    const bool dense = replayed[i]["name"].get<std::string>().rfind("dense", 0) == 0;
    if (!dense) CHECK(replayed[i] == live[i]);
    CHECK(replayed[i]["total"]["cycles"] == live[i]["total"]["cycles"]);
    CHECK(replayed[i]["schedule"] == live[i]["schedule"]);
  }
}

TEST_CASE("Output that cannot be written is a failure") {
  CHECK(run_skipgrid({"run", kQuickstart}, "/dev/full").code == 1);
  const SmallRun small;
  for (const char* option : {"--timeline", "--schedule-out"}) {
    const ProgramRun run = run_skipgrid({"run", small.config, option, "/dev/full"});
    CHECK(run.code == 1);
    CHECK(run.out.empty());  // nothing that looks like success
    CHECK(run.err == "skipgrid: /dev/full: writing failed: No space left on device\n");
  }
}

TEST_CASE("Several runs are one table with one heading, whatever they are called") {
  const SmallRun small;
  const std::string name = "a,b\n\"c";
  nlohmann::json second = nlohmann::json::parse(small_run());
  second["name"] = name;
  write_file(small.folder / "second.json", second.dump());
  const ProgramRun one = run_skipgrid({"run", small.config, "--format", "csv"});
  const ProgramRun both = run_skipgrid({"run", small.folder / "second.json", small.config, "--format", "csv"});
  REQUIRE(both.code == 0);
  std::istringstream lines(one.out);
  std::string line, first, last;
  std::getline(lines, line);
  const std::string heading = "run," + line + "\n";
  while (std::getline(lines, line)) {
    first += "\"a,b\n\"\"c\"," + line + "\n";
    last += "run," + line + "\n";
  }
  CHECK(both.out == heading + first + last);
}

TEST_CASE("Names are shown, not obeyed") {
  const TemporaryFolder folder;
  nlohmann::json config = nlohmann::json::parse(small_run());
  const std::string escape =
      "\x1b[2J\xc2\x9b"
      "31mx\n";
  config["name"] = escape;
  config["hardware"]["name"] = escape;
  config["workload"]["name"] = escape;
  write_file(folder / "run.json", config.dump());
  for (const std::vector<std::string>& arguments :
       {std::vector<std::string>{"run"}, {"paper"}, {"verify", "--set", "/hardware/rows=4"}}) {
    std::vector<std::string> words = arguments;
    words.insert(words.begin() + 1, folder / "run.json");
    const ProgramRun run = run_skipgrid(words);
    CAPTURE(run.out, run.err);
    CHECK(run.code == 0);
    CHECK_THAT(run.out, Catch::Contains("\\x1b[2J\\x9b31mx\\x0a"));
    for (const std::string& text : {run.out, run.err})
      CHECK_THAT(text, !Catch::Contains("\x1b") && !Catch::Contains("\x9b"));
  }
}

TEST_CASE("A run without a product has no share of anything") {
  const TemporaryFolder folder;
  write_file(folder / "t.jsonl", R"({"format":"skipgrid-trace","version":1,"name":"t","batch":4})"
                                 "\n"
                                 R"({"type":"end","ops":0})"
                                 "\n");
  nlohmann::json config = nlohmann::json::parse(small_run());
  config["workload"] = {{"trace", "t.jsonl"}};
  config.erase("dropout");
  config["variants"] = {"structured", "dense", "structured-best", "dense-best"};
  config["hardware"]["energy"] = SKIPGRID_CONFIGS "/energy/fp32_45nm.json";
  write_file(folder / "run.json", config.dump());
  for (const char* format : {"table", "json", "csv"}) {
    const ProgramRun run = run_skipgrid({"run", folder / "run.json", "--format", format});
    CAPTURE(run.out, run.err);
    CHECK(run.code == 0);
    for (const char* no_number : {"nan%", "nanx", ",nan", "-nan", "inf%", "infx", ",inf"})
      CHECK_THAT(run.out, !Catch::Contains(no_number));
  }
  CHECK_THAT(run_skipgrid({"trace", "info", folder / "t.jsonl"}).out, !Catch::Contains("nan%"));
}

TEST_CASE("Every machine of configs/hardware runs, and says where each cycle went") {
  const SmallRun small;
  for (const auto& file : std::filesystem::directory_iterator(SKIPGRID_CONFIGS "/hardware")) {
    CAPTURE(file.path().string());
    const ProgramRun run =
        run_skipgrid({"run", small.config, "--set", "/hardware=" + std::filesystem::absolute(file.path()).string(),
                      "--format", "json"});
    CHECK(run.err.empty());
    REQUIRE(run.code == 0);
    const auto results = run.json();
    CHECK(results["variants"].size() >= 3);
    for (const auto& variant : results["variants"]) {
      std::int64_t phases = 0;
      for (const auto& phase : variant["phases"]) {
        std::int64_t reasons = 0;
        for (const char* reason : {"compute_cycles", "fill_cycles", "dram_stall_cycles", "skip_stall_cycles",
                                   "buffer_stall_cycles", "vector_wait_cycles"})
          reasons += phase[reason].get<std::int64_t>();
        CHECK(reasons == phase["cycles"].get<std::int64_t>());
        phases += reasons;
      }
      CHECK(phases == variant["total"]["cycles"].get<std::int64_t>());
      CHECK(phases > 0);
    }
  }
}

// 1024 lanes, and every operation of a step has 16 x 64 = 1024 elements: a cycle for each lane-cycle of its cost. A
// step forward is a gather (1), the cell and the loss (12); before the first, the cell's states become zero (1 each: h,
// and c of an LSTM). A step back is the cell alone. Of a GRU:
//   forward  two sigmoids and a tanh 15; x + s of r and of z 2; s + b, times r, plus x 3; (1 - z) n + z h 4: 24
//   back     dh from above, from the products and past them 2; dn 5; times r 1; dr 4; dz 5; dh past the gates 1: 18
TEST_CASE("A GRU costs the vector unit what its operations cost") {
  const auto [cell, forward, back, states] =
      GENERATE(std::make_tuple("gru", 24, 18, 1), std::make_tuple("lstm", 30, 30, 2));
  CAPTURE(cell);
  const TemporaryFolder folder;
  nlohmann::json config = nlohmann::json::parse(R"({"variants": ["dense"],
    "workload": {"name": "cells", "model": "network", "batch": 16, "steps": 2, "layers": [
      {"name": "words", "type": "embedding", "vocabulary": 64, "width": 64},
      {"name": "cell", "type": "", "hidden": 64},
      {"name": "projection", "type": "softmax", "classes": 64}]}})");
  config["hardware"] = std::filesystem::absolute(SKIPGRID_CONFIGS "/hardware/tpu_v3_core.json").string();
  config["workload"]["layers"][1]["type"] = cell;
  write_file(folder / "run.json", config.dump());
  const ProgramRun run = run_skipgrid({"run", folder / "run.json", "--format", "json"});
  CAPTURE(run.err);
  REQUIRE(run.code == 0);
  const auto phases = run.json()["variants"][0]["phases"];
  CHECK(phases["FP"]["vector_lane_cycles"] == 1024 * (states + 2 * (1 + forward + 12)));
  CHECK(phases["BP"]["vector_lane_cycles"] == 1024 * 2 * back);
}

TEST_CASE("Both engines give a machine with DRAM the same results") {
  const SmallRun small;
  const std::string hardware = std::filesystem::absolute(SKIPGRID_CONFIGS "/hardware/gemmini_16x16.json").string();
  const auto results = [&](const std::string& engine) {
    auto json = run_skipgrid({"run", small.config, "--set", "/hardware=" + hardware, "--set", "/hardware/rows=4",
                              "--set", "/hardware/cols=4", "--engine", engine, "--format", "json"})
                    .json();
    CHECK(json["variants"][0]["total"]["dram_read_bytes"] > 0);
    json.erase("config");
    return json;
  };
  CHECK(results("pe") == results("tile"));
}

TEST_CASE("The option --timeline writes a document that a trace viewer opens, or is refused before the run") {
  const SmallRun small;
  const std::string file = small.folder / "run.json.timeline";
  REQUIRE(run_skipgrid({"run", small.config, "--timeline", file}).code == 0);
  const auto timeline = nlohmann::json::parse(std::ifstream(file));
  CHECK(timeline["traceEvents"].size() > 10);
  CHECK(run_skipgrid({"run", small.config, "--timeline", file, "--timeline-window", "9:8"}).code == 2);
  REQUIRE(run_skipgrid({"run", small.config, "--timeline", file, "--timeline-window", ":10"}).code == 0);
  CHECK(nlohmann::json::parse(std::ifstream(file))["traceEvents"].size() < timeline["traceEvents"].size());
  const ProgramRun refused = run_skipgrid({"run", small.config, "--timeline", small.folder / "missing/x.json"});
  CHECK(refused.code == 2);
  CHECK(refused.out.empty());
}
