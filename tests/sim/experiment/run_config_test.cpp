#include "sim/experiment/run_config.h"

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

#include "tests/fixtures/error_text.h"
#include "tests/fixtures/temporary_folder.h"

using namespace skipgrid;
using namespace skipgrid::sim;
using skipgrid::testing::error_text;
using traces::test::TemporaryFolder;
using traces::test::write_file;

namespace {

const char* const kWorkload =
    R"({"name": "w", "model": "lstm_lm", "layers": 1, "hidden": 8, "steps": 2, "batch": 2, "vocabulary": 10,
        "dropout": {"case": "I", "nr": 0.5, "rh": 0.25}})";

/// A folder with hardware.json, workload.json and run.json, which holds `members` beside the two paths.
class RunFolder {
 public:
  explicit RunFolder(const std::string& members = "") {
    write_file(folder_ / "hardware.json", R"({"name": "h", "rows": 8, "cols": 4})");
    write_file(folder_ / "workload.json", kWorkload);
    write_file(run(), R"({"hardware": "hardware.json", "workload": "workload.json")" + members + "}");
  }
  std::string run() const { return folder_ / "run.json"; }
  std::string operator/(const std::string& name) const { return folder_ / name; }

  RunConfig load(const std::vector<std::string>& overrides = {}) const { return load_run_config(run(), overrides); }
  std::string error(const std::vector<std::string>& overrides = {}) const {
    return error_text([&] { load(overrides); });
  }

 private:
  TemporaryFolder folder_;
};

const TracedModel& model_of(const RunConfig& config) { return std::get<TracedModel>(config.work); }

/// A member of the resolved document.
Json member(const RunConfig& config, const std::string& pointer) {
  return Json::parse(config.document).at(Json::json_pointer(pointer));
}

}  // namespace

TEST_CASE("Paths in a run are relative to its file") {
  const RunConfig config = RunFolder().load();
  CHECK(config.name == "run");
  CHECK(config.hardware.name == "h");
  CHECK(config.hardware.machine.array.rows == 8);
  CHECK(config.hardware.machine.array.cols == 4);
  CHECK(model_of(config).workload.name == "w");
  CHECK(member(config, "/workload/hidden") == 8);
}

TEST_CASE("A run has defaults") {
  const RunConfig config = RunFolder().load();
  CHECK(config.engine == Engine::tile);
  CHECK(model_of(config).iterations == 1);
  CHECK(config.variants == all_variants());
}

TEST_CASE("Every key of a run is read") {
  const RunConfig config =
      RunFolder(R"(, "name": "n", "engine": "pe", "iterations": 7, "variants": ["dense"], "dropout": {"seed": 9})")
          .load();
  CHECK(config.name == "n");
  CHECK(config.engine == Engine::pe);
  CHECK(model_of(config).iterations == 7);
  CHECK(config.variants == std::vector{Variant::dense});
  CHECK(model_of(config).dropout.seed == 9);
}

TEST_CASE("A run's dropout overrides the workload's member by member") {
  const auto dropout = [](const std::string& members) {
    return models::to_json(model_of(RunFolder(members).load()).dropout);
  };
  Json expected = models::to_json(models::DropoutConfig{});
  expected.update({{"case", "I"}, {"nr", 0.5}, {"rh", 0.25}, {"output", 0.5}});
  CHECK(dropout("") == expected);
  expected.update({{"case", "III"}, {"rh", 0.0}, {"block", 4}});
  CHECK(dropout(R"(, "dropout": {"case": "III", "rh": 0, "block": 4})") == expected);
}

TEST_CASE("The option --set reaches into the files that a run names") {
  const RunConfig config = RunFolder().load({"/hardware/rows=64", "/workload/hidden=16", "/dropout/case=IV"});
  CHECK(config.hardware.machine.array.rows == 64);
  CHECK(config.hardware.machine.array.cols == 4);
  CHECK(member(config, "/workload/hidden") == 16);
  CHECK(model_of(config).dropout.dropout_case == models::DropoutCase::IV);
  CHECK(model_of(config).dropout.nr == 0.5);
}

TEST_CASE("The option --set may name another file, and change it further") {
  const RunFolder folder;
  write_file(folder / "other.json", R"({"name": "other", "rows": 2, "cols": 3})");
  const RunConfig config = folder.load({"/hardware=other.json", "/hardware/cols=5"});
  CHECK(config.hardware.name == "other");
  CHECK(config.hardware.machine.array.rows == 2);
  CHECK(config.hardware.machine.array.cols == 5);
}

TEST_CASE("An error in a file that a run names is that file's") {
  const RunFolder folder;
  write_file(folder / "hardware.json", R"({"rows": 0, "cols": 4})");
  CHECK(folder.error() == (folder / "hardware.json") +
                              ": /rows: expected an integer from 1 to 4096 (rows of processing elements), got 0");
  write_file(folder / "hardware.json", "{\n}}");
  CHECK_THAT(folder.error(), Catch::StartsWith((folder / "hardware.json") + ":2:2: "));
}

TEST_CASE("An error in the run itself is the run's") {
  const RunFolder folder(R"(, "dropout": {"nr": 1.5})");
  CHECK(folder.error() ==
        folder.run() +
            ": /dropout/nr: expected a number >= 0 and < 1 (rate on the non-recurrent connections), got 1.5");
}

TEST_CASE("An error that --set brought in is the command line's") {
  CHECK(RunFolder().error({"/hardware/rows=0"}) ==
        "--set /hardware/rows=0: expected an integer from 1 to 4096 (rows of processing elements), got 0");
  CHECK(RunFolder().error({"/hardware={\"rows\": 0, \"cols\": 1}"}) ==
        "--set /hardware={\"rows\": 0, \"cols\": 1}: /hardware/rows: expected an integer from 1 to 4096 (rows of "
        "processing elements), got 0");
  CHECK_THAT(RunFolder().error({"/variants/9=dense"}),
             Catch::StartsWith("--set /variants/9=dense: /variants: expected"));
  CHECK_THAT(RunFolder().error({"/hardwear/rows=1"}), Catch::Contains("the nearest known one is \"hardware\""));
}

TEST_CASE("The last --set of a member wins, and is to blame") {
  CHECK(RunFolder().load({"/hardware/rows=0", "/hardware/rows=7"}).hardware.machine.array.rows == 7);
  CHECK_THAT(RunFolder().error({"/hardware/rows=7", "/hardware/rows=0"}),
             Catch::StartsWith("--set /hardware/rows=0: "));
}

TEST_CASE("What no schema can say is held to the file or the --set that says it, before anything runs") {
  // The second layer reads a layer that is not there.
  const std::string network = R"({"name": "n", "model": "network", "batch": 2, "steps": 2, "layers": [
    {"name": "words", "type": "embedding", "vocabulary": 9, "width": 8},
    {"name": "rnn", "type": "lstm", "hidden": 8, "input": "wordz"}, {"name": "out", "type": "softmax", "classes": 9}]})";
  const RunFolder folder;
  write_file(folder / "network.json", network);
  const std::string problem = "/layers/1 (rnn)/input: expected a layer before it, got \"wordz\"";
  CHECK(folder.error({"/workload=network.json"}) == (folder / "network.json") + ": " + problem);
  write_file(folder.run(), R"({"hardware": "hardware.json", "workload": )" + network + "}");
  CHECK(folder.error() == folder.run() + ": /workload" + problem);
  CHECK(folder.error({"/workload/layers/1/input=words"}) == "no error");
  CHECK(
      folder.error({"/workload/layers/1/input=word", "/hardware/rows=9"}) ==
      "--set /workload/layers/1/input=word: /workload/layers/1 (rnn)/input: expected a layer before it, got \"word\"");
}

TEST_CASE("A case that repeats its masks cannot redraw them") {
  CHECK_THAT(RunFolder(R"(, "dropout": {"case": "IV", "redraw_every": 2})").error(),
             Catch::Contains("/dropout/redraw_every: expected 1 or nothing in case IV"));
  CHECK(RunFolder(R"(, "dropout": {"case": "IV", "redraw_every": 1})").error() == "no error");
  CHECK(RunFolder(R"(, "dropout": {"case": "III", "redraw_every": 2})").error() == "no error");
}

TEST_CASE("A replayed trace is found relative to the run, and runs without a random variant") {
  const TemporaryFolder folder;
  const auto load = [&](const std::string& members) {
    write_file(folder / "run.json",
               R"({"hardware": {"rows": 1, "cols": 1}, "workload": {"trace": "t.jsonl"})" + members + "}");
    return load_run_config(folder / "run.json");
  };
  const RunConfig config = load("");
  CHECK(std::get<ReplayedTrace>(config.work).path == folder / "t.jsonl");
  CHECK(config.variants == std::vector{Variant::structured_best, Variant::dense_best, Variant::structured,
                                       Variant::dense, Variant::dense_fused});
  const auto error = [&](const std::string& members) { return error_text([&] { load(members); }); };
  CHECK_THAT(error(R"(, "variants": ["dense", "random"])"), Catch::Contains("run.json: /variants/1: a replayed trace"));
  CHECK_THAT(error(R"(, "dropout": {"nr": 0.5})"), Catch::Contains("/dropout: has no effect on a replayed trace"));
  CHECK_THAT(error(R"(, "iterations": 2)"), Catch::Contains("/iterations: has no effect on a replayed trace"));
}

TEST_CASE("A trace given as a workload file is told how to be replayed") {
  const RunFolder folder;
  CHECK(folder.error({"/workload=t.jsonl.gz"}) ==
        folder.run() + ": /workload: a trace is replayed by {\"trace\": \"t.jsonl.gz\"}");
}

TEST_CASE("A run has as many draws of masks as it has seeds, one unless it says more") {
  CHECK(RunFolder().load().seeds == 1);
  CHECK(RunFolder(R"(, "seeds": 5)").load().seeds == 5);
  for (const std::string seeds : {"0", "-1", "1.5", "1001", "\"two\""})
    CHECK_THAT(RunFolder(R"(, "seeds": )" + seeds).error(),
               Catch::Contains("run.json: /seeds: expected an integer from 1 to 1000"));
  const std::string last = R"(, "dropout": {"seed": 9007199254740990}, "seeds": )";
  CHECK(RunFolder(last + "2").load().seeds == 2);
  CHECK_THAT(RunFolder(last + "3").error(), Catch::Contains("run.json: /seeds: expected seeds of at most"));
}

TEST_CASE("A recorded trace holds one draw of masks: more seeds are refused") {
  const RunFolder folder;
  const auto write = [&](const std::string& seeds) {
    write_file(folder.run(),
               R"({"hardware": "hardware.json", "workload": {"trace": "x.jsonl"}, "seeds": )" + seeds + "}");
  };
  write("1");
  CHECK(folder.load().seeds == 1);
  write("2");
  CHECK_THAT(folder.error(), Catch::EndsWith("run.json: /seeds: expected 1, since a recorded trace holds one draw of "
                                             "masks, got 2"));
  CHECK_THAT(folder.error({"/seeds=3"}), Catch::StartsWith("--set /seeds=3: "));
}
