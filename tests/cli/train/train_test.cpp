// skipgrid train, as a shell runs it, on the project's own text.
#include <catch2/catch.hpp>
#include <filesystem>
#include <nlohmann/json.hpp>

#include "tests/fixtures/program_run.h"
#include "tests/fixtures/temporary_folder.h"

using namespace skipgrid::cli::test;
using skipgrid::traces::test::read_file;
using skipgrid::traces::test::TemporaryFolder;
using skipgrid::traces::test::write_file;

namespace {

const std::string kQuick = std::string(SKIPGRID_CONFIGS) + "/train/quick.json";

const std::string kTagger = std::string(SKIPGRID_CONFIGS) + "/train/ner_quick.json";

ProgramRun train_tagger(std::vector<std::string> arguments) {
  arguments.insert(arguments.begin(), {"train", kTagger});
  return run_skipgrid(arguments);
}

ProgramRun train(std::vector<std::string> arguments) {
  arguments.insert(arguments.begin(), {"train", kQuick});
  return run_skipgrid(arguments);
}

double perplexity(const ProgramRun& run) { return run.json()["runs"][0]["iteration_perplexity"].get<double>(); }

}  // namespace

TEST_CASE("A training prints one JSON document and nothing else") {
  const ProgramRun run = train({"--iterations", "3", "--format", "json"});
  REQUIRE(run.code == 0);
  CHECK(run.err.empty());
  const auto report = run.json();
  CHECK(report["schema"] == "skipgrid-train/2");
  CHECK(report["runs"].size() == 1);
  CHECK(report["runs"][0]["iterations"] == 3);
  CHECK(report["runs"][0]["milliseconds_per_iteration"] > 0.0);
  CHECK(perplexity(run) < 90.0);  // of 90 words
}

TEST_CASE("The project's own text is learned in one epoch") {
  const TemporaryFolder folder;
  const ProgramRun run = train({"--set", "/epochs=1", "--out", folder / "t"});
  REQUIRE(run.code == 0);
  const auto curve = nlohmann::json::parse(read_file(folder / "t/train.json"))["runs"][0]["curve"];
  REQUIRE(curve.size() == 1);
  CHECK(curve[0]["valid_perplexity"] < 4.0);
  CHECK(run.err.find("epoch 1/1 done") != std::string::npos);
  CHECK(run.err.find('\r') == std::string::npos);  // no bar where there is no terminal
}

TEST_CASE("Stopped and resumed, a training says what it would have said in one go") {
  const TemporaryFolder folder;
  const ProgramRun whole = train({"--iterations", "12", "--format", "json"});
  REQUIRE(train({"--iterations", "5", "--out", folder / "t"}).code == 0);
  const ProgramRun resumed = train({"--iterations", "12", "--out", folder / "t", "--resume", "--format", "json"});
  REQUIRE(resumed.code == 0);
  CHECK(resumed.json()["runs"][0]["iterations"] == 7);
  CHECK(perplexity(resumed) == perplexity(whole));
  CHECK(nlohmann::json::parse(read_file(folder / "t/train.json")) == resumed.json());
}

TEST_CASE(
    "A small AWD-LSTM learns the project's own text with all that is its own, and only such a model has penalties") {
  const std::string awd = std::string(SKIPGRID_CONFIGS) + "/train/awd_quick.json";
  const ProgramRun run = run_skipgrid({"train", awd, "--set", "/epochs=2", "--format", "json"});
  REQUIRE(run.code == 0);
  CHECK(run.json()["runs"][0]["curve"][1]["valid_perplexity"] < 4.0);
  const ProgramRun tagger = train_tagger({"--set", "/activation_penalty={\"size\": 1}"});
  CHECK(tagger.code == 2);
  CHECK(tagger.err.find("/activation_penalty: is not a known key") != std::string::npos);
  const ProgramRun patience = run_skipgrid({"train", awd, "--set", "/averaging={\"patience\": 0}"});
  CHECK(patience.code == 2);
  CHECK(patience.err.find("/averaging") != std::string::npos);
}

TEST_CASE("Recorded iterations are a trace that info can read") {
  const TemporaryFolder folder;
  const std::string file = folder / "trace.jsonl.gz";
  REQUIRE(train({"--iterations", "3", "--trace", file, "--trace-first", "1", "--trace-count", "2"}).code == 0);
  const ProgramRun info = run_skipgrid({"trace", "info", file, "--format", "json"});
  REQUIRE(info.code == 0);
  CHECK(info.out.find("lstm1") != std::string::npos);
}

TEST_CASE("The engines of the array train to the same perplexity and count the same cycles") {
  const std::vector<std::string> small{"--device", "array", "--iterations",       "1",     "--format",
                                       "json",     "--set", "/workload/hidden=8", "--set", "/workload/steps=3"};
  std::vector<std::string> pe = small, tile = small;
  pe.insert(pe.end(), {"--engine", "pe"});
  tile.insert(tile.end(), {"--engine", "tile"});
  const ProgramRun one = train(pe), other = train(tile);
  REQUIRE(one.code == 0);
  REQUIRE(other.code == 0);
  CHECK(perplexity(one) == perplexity(other));
  CHECK(one.json()["runs"][0]["array"] == other.json()["runs"][0]["array"]);
  CHECK(one.json()["runs"][0]["array"]["total"]["cycles"] > 0);
}

TEST_CASE("A training's hardware may be named by --set, and changed further") {
  const TemporaryFolder folder;
  write_file(folder / "hardware.json", R"({"name": "other", "rows": 3, "cols": 5})");
  const ProgramRun run = train({"--set", "/hardware=" + folder / "hardware.json", "--set", "/hardware/rows=4",
                                "--iterations", "1", "--format", "json"});
  CAPTURE(run.err);
  REQUIRE(run.code == 0);
  const auto hardware = run.json()["config"]["hardware"];
  CHECK(hardware["name"] == "other");
  CHECK(hardware["rows"] == 4);
  CHECK(hardware["cols"] == 5);
}

TEST_CASE("What is wrong with a training's memory is said of the file or the --set that says it") {
  const TemporaryFolder folder;
  const std::string good = read_file(std::string(SKIPGRID_CONFIGS) + "/dram/ddr4-2400.json");
  auto dram = nlohmann::json::parse(good);
  const std::string given = folder / "dram.json";
  const auto complaint = [&](const std::string& row_bytes) {
    dram["organization"]["row_bytes"] = nlohmann::json::parse(row_bytes);
    write_file(given, dram.dump());
    return train({"--set", "/hardware={\"rows\": 4, \"cols\": 4}", "--set", "/hardware/dram=" + given}).err;
  };
  CHECK_THAT(complaint("8191"), Catch::Contains(given + ": /organization/row_bytes: "));
  CHECK_THAT(complaint("\"many\""), Catch::Contains(given + ": /organization/row_bytes: "));
  const std::string set = "/hardware/dram/organization/row_bytes=8191";
  const ProgramRun run =
      train({"--set", "/hardware={\"rows\": 4, \"cols\": 4}", "--set",
             "/hardware/dram=" + std::string(SKIPGRID_CONFIGS) + "/dram/ddr4-2400.json", "--set", set});
  CHECK(run.code == 2);
  CHECK_THAT(run.err, Catch::Contains("--set " + set + ": "));
}

TEST_CASE("A dump is an archive of arrays") {
  const TemporaryFolder folder;
  REQUIRE(train({"--iterations", "2", "--dump", folder / "x.npz"}).code == 0);
  const std::string bytes = read_file(folder / "x.npz");
  CHECK(bytes.compare(0, 4, "PK\x03\x04") == 0);
  for (const char* key :
       {"emb", "w_ih_l0", "w_hh_l1", "b_ih_l0", "b_hh_l1",  "dec_w", "dec_b", "x",   "y",        "h0",
        "c0",  "m_nr0",   "m_nr2",   "m_rh1",   "loss_div", "loss",  "h_n",   "c_n", "grad.emb", "grad.dec_w"}) {
    CAPTURE(key);
    CHECK(bytes.find(std::string(key) + ".npy") != std::string::npos);
  }
}

TEST_CASE("What is wrong with a training is said in one line, before it begins") {
  const TemporaryFolder folder;
  write_file(folder / "bad.txt", "fine\nbad \xff here\n");
  const auto complaint = [&](const std::vector<std::string>& arguments) {
    const ProgramRun run = train(arguments);
    CAPTURE(run.err);
    CHECK(run.code == 2);
    CHECK(run.complaints() == 1);
    CHECK(run.out.empty());
    return run.err;
  };
  using Catch::Matchers::Contains;
  CHECK_THAT(complaint({"--set", "/data/train=nowhere.txt"}), Contains("nowhere.txt: cannot be read"));
  CHECK_THAT(complaint({"--set", "/data/train=" + folder / "bad.txt"}), Contains("bad.txt:2: expected UTF-8 text"));
  CHECK_THAT(complaint({"--set", "/dropout/nr=1.5"}), Contains("/dropout/nr") && Contains("got 1.5"));
  CHECK_THAT(complaint({"--set", "/dropout={\"case\": \"IV\", \"redraw_every\": 2}"}),
             Contains("/dropout/redraw_every: expected 1 or nothing in case IV"));
  CHECK_THAT(complaint({"--set", "/epoch=3"}), Contains("unknown key \"epoch\""));
  CHECK_THAT(complaint({"--set", "/workload/batch=60000"}), Contains("expected at least"));
  CHECK_THAT(complaint({"--resume"}), Contains("--resume: needs --out"));
  CHECK_THAT(complaint({"--resume", "--out", folder / "empty"}), Contains("checkpoint: cannot be read"));
  CHECK_THAT(complaint({"--device", "gpu"}), Contains("expected blas or array, got \"gpu\""));
  CHECK_THAT(complaint({"--engine", "pe"}), Contains("--device array"));
  CHECK_THAT(complaint({"--compare", "--dump", folder / "x.npz"}), Contains("does not go together with --dump"));
  CHECK_THAT(complaint({"--dump", "/proc/nowhere/x.npz"}), Contains("/proc/nowhere"));
}

TEST_CASE("A training that is of no use stops with one line, and what was saved of it stays") {
  const TemporaryFolder folder;
  REQUIRE(train({"--iterations", "2", "--set", "/clip=1e30", "--set", "/learning_rate=1e30", "--set",
                 "/checkpoint_every=1", "--out", folder / "t"})
              .code == 1);
  const std::string saved = read_file(folder / "t/checkpoint");
  const ProgramRun run = train(
      {"--iterations", "20", "--set", "/clip=1e30", "--set", "/learning_rate=1e30", "--out", folder / "t", "--resume"});
  CAPTURE(run.err);
  CHECK(run.code == 1);
  CHECK(run.complaints() == 1);
  CHECK(run.out.empty());
  CHECK_THAT(run.err, Catch::StartsWith("skipgrid: training stopped in iteration 2 (epoch 1, learning rate 1e+30, "
                                        "gradient norm ") &&
                          Catch::EndsWith("t/checkpoint is still that of iteration 1\n"));
  CHECK(read_file(folder / "t/checkpoint") == saved);
  CHECK_FALSE(std::filesystem::exists(folder / "t/train.json"));
}

TEST_CASE("A tagger finds the entities in the project's own sentences") {
  const TemporaryFolder folder;
  const ProgramRun run = train_tagger({"--out", folder / "t"});
  REQUIRE(run.code == 0);
  const auto curve = nlohmann::json::parse(read_file(folder / "t/train.json"))["runs"][0]["curve"];
  REQUIRE(curve.size() == 4);
  CHECK(curve[3]["valid_entities"]["f1"] > 0.9);
  CHECK(curve[3]["valid_entities"]["expected"] == curve[0]["valid_entities"]["expected"]);
  CHECK(run.err.find("F1 ") != std::string::npos);
  CHECK(read_file(folder / "t/train.csv").find(",valid_precision,valid_recall,valid_f1\n") != std::string::npos);
}

TEST_CASE("A tagger stopped and resumed says what it would have said in one go") {
  const TemporaryFolder folder;
  const ProgramRun whole = train_tagger({"--iterations", "90", "--format", "json"});
  REQUIRE(train_tagger({"--iterations", "30", "--out", folder / "t"}).code == 0);
  const ProgramRun resumed =
      train_tagger({"--iterations", "90", "--out", folder / "t", "--resume", "--format", "json"});
  REQUIRE(resumed.code == 0);
  CHECK(resumed.json()["runs"][0]["iterations"] == 60);
  CHECK(perplexity(resumed) == perplexity(whole));
  const auto curve = resumed.json()["runs"][0]["curve"];
  REQUIRE(curve.size() == 1);
  CHECK(curve[0]["valid_entities"] == whole.json()["runs"][0]["curve"][0]["valid_entities"]);
}

TEST_CASE("Taggers are compared with every kind of dropout, recorded, and trained through the array") {
  const TemporaryFolder folder;
  const ProgramRun run = train_tagger({"--compare", "--set", "/epochs=1"});
  REQUIRE(run.code == 0);
  CHECK(run.out.find("valid F1") != std::string::npos);
  CHECK(run.out.find("vs dense-fused") != std::string::npos);
  const std::string trace = folder / "trace.jsonl.gz";
  REQUIRE(train_tagger({"--iterations", "2", "--trace", trace}).code == 0);
  const ProgramRun info = run_skipgrid({"trace", "info", trace});
  CHECK(info.out.find("bilstm.backward") != std::string::npos);
  const ProgramRun array = train_tagger({"--iterations", "1", "--device", "array", "--format", "json"});
  REQUIRE(array.code == 0);
  CHECK(array.json()["runs"][0]["array"]["total"]["cycles"] > 0);
}

TEST_CASE("What is wrong with a tagger's training is said in one line, before it begins") {
  const TemporaryFolder folder;
  write_file(folder / "bad.conll", "Anna B-person\nsold\n");
  const auto complaint = [&](const std::vector<std::string>& arguments) {
    const ProgramRun run = train_tagger(arguments);
    CAPTURE(run.err);
    CHECK(run.code == 2);
    CHECK(run.complaints() == 1);
    return run.err;
  };
  using Catch::Matchers::Contains;
  CHECK_THAT(complaint({"--set", "/data/train=" + folder / "bad.conll"}),
             Contains("bad.conll:2: expected a token and its tag"));
  CHECK_THAT(complaint({"--set", "/data/hold_out_every=10"}), Contains("/data/valid: expected either valid"));
  CHECK_THAT(complaint({"--set", "/workload/layers/3/width=3"}), Contains("expected at most 3 tags"));
  CHECK_THAT(complaint({"--set", "/workload/steps=4"}), Contains(".conll:") && Contains("at most 4 tokens"));
  CHECK_THAT(complaint({"--dump", folder / "x.npz"}), Contains("--dump: is of a language model"));
  CHECK_THAT(complaint({"--set", "/data/scheme=IO"}), Contains("/data/scheme=IO: expected one of \"iob\", "));
  write_file(folder / "bilou.conll", "Anna U-person\nsold O\n");
  CHECK_THAT(complaint({"--set", "/data/train=" + folder / "bilou.conll"}), Contains("bilou.conll:1: expected a tag"));
  CHECK_THAT(complaint({"--set", "/data/train=" + folder / "bilou.conll", "--set", "/data/scheme=bilou"}),
             Contains("expected at least"));  // sentences, which is to say that it was read
}
