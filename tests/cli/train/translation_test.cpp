// skipgrid train on pairs of sentences, as a shell runs it.
#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

#include "tests/fixtures/program_run.h"
#include "tests/fixtures/temporary_folder.h"

using namespace skipgrid::cli::test;
using skipgrid::traces::test::read_file;
using skipgrid::traces::test::TemporaryFolder;
using skipgrid::traces::test::write_file;

namespace {

const std::string kTranslator = std::string(SKIPGRID_CONFIGS) + "/train/nmt_quick.json";

ProgramRun translate(std::vector<std::string> arguments) {
  arguments.insert(arguments.begin(), {"train", kTranslator});
  return run_skipgrid(arguments);
}

}  // namespace

TEST_CASE("The project's own German is translated well, with random dropout and with structured") {
  const TemporaryFolder folder;
  const std::string dropout_case = GENERATE("I", "III");
  const ProgramRun run = translate(
      {"--set", "/dropout/case=" + dropout_case, "--out", folder / "t", "--translations", folder / "translations.txt"});
  REQUIRE(run.code == 0);
  const auto report = nlohmann::json::parse(read_file(folder / "t/train.json"))["runs"][0];
  REQUIRE(report["curve"].size() == 16);
  CHECK(report["curve"][0]["valid_bleu"]["score"] < 20.0);
  CHECK(report["curve"][15]["valid_bleu"]["score"] > 90.0);
  CHECK(report["test"]["bleu"]["score"] > 90.0);
  CHECK(report["test"]["bleu"]["signature"] == "nrefs:1|case:mixed|eff:no|tok:13a|smooth:exp");
  CHECK(run.out.find("valid BLEU") != std::string::npos);
  CHECK(run.out.find("\ntest: perplexity 1.0") != std::string::npos);
  CHECK(run.out.find("BLEU: nrefs:1|case:mixed|eff:no|tok:13a|smooth:exp\n") != std::string::npos);
  CHECK(run.err.find(", BLEU ") != std::string::npos);
  CHECK(read_file(folder / "t/train.csv").find(",wg_seconds,valid_bleu\n") != std::string::npos);
  // A line a pair, and most are word by word those of the reference.
  const std::string translations = read_file(folder / "translations.txt");
  CHECK(std::count(translations.begin(), translations.end(), '\n') == 150);
  CHECK(translations.find(" wants to ") != std::string::npos);
}

TEST_CASE("A translation model stopped and resumed says what it would have said in one go") {
  const TemporaryFolder folder;
  const auto run_of = [](const ProgramRun& run) {
    REQUIRE(run.code == 0);
    return run.json()["runs"][0];
  };
  const auto whole = run_of(translate({"--iterations", "200", "--format", "json"}));
  REQUIRE(translate({"--iterations", "70", "--out", folder / "t"}).code == 0);
  const auto resumed =
      run_of(translate({"--iterations", "200", "--out", folder / "t", "--resume", "--format", "json"}));
  CHECK(resumed["iterations"] == 130);
  CHECK(resumed["iteration_perplexity"] == whole["iteration_perplexity"]);
  CHECK(resumed["curve"][0]["valid_bleu"] == whole["curve"][0]["valid_bleu"]);
  CHECK(resumed["test"] == whole["test"]);
  // How translations are looked for is no part of what was trained.
  const auto beam = run_of(translate({"--iterations", "200", "--out", folder / "t", "--resume", "--format", "json",
                                      "--set", "/decoding={\"beam\": 5, \"length_penalty\": \"wu\", \"alpha\": 0.6}"}));
  CHECK(beam["iterations"] == 0);
  CHECK(beam["test"]["perplexity"] == whole["test"]["perplexity"]);
  CHECK(beam["test"]["bleu"] != whole["test"]["bleu"]);
}

TEST_CASE("Translation models are compared, recorded, dumped, and trained through the array") {
  const TemporaryFolder folder;
  const ProgramRun compared = translate({"--compare", "--iterations", "3"});
  REQUIRE(compared.code == 0);
  CHECK(compared.out.find("vs dense-fused") != std::string::npos);
  const std::string trace = folder / "trace.jsonl.gz", dump = folder / "x.npz";
  REQUIRE(translate({"--iterations", "2", "--trace", trace, "--dump", dump}).code == 0);
  CHECK(run_skipgrid({"trace", "info", trace}).out.find("decoder.attention") != std::string::npos);
  const std::string arrays = read_file(dump);
  for (const char* key : {"src_emb", "enc_w_ih_l0", "dec_w_feed", "dec_b_hh_l0", "attn_w_query", "attn_w_context",
                          "attn_w_state", "gen_w", "src", "tgt_in", "tgt_out", "m_enc_nr0", "m_dec_feed", "m_gen",
                          "dec_c_n", "grad.gen_b", "grad.tgt_emb"}) {
    CAPTURE(key);
    CHECK(arrays.find(std::string(key) + ".npy") != std::string::npos);
  }
  // What --device array reads its test by would take minutes.
  const ProgramRun array =
      translate({"--iterations", "1", "--device", "array", "--format", "json", "--set",
                 "/data={\"train\": \"data/harvest_train.tsv\", \"valid\": \"data/harvest_valid.tsv\"}"});
  REQUIRE(array.code == 0);
  CHECK(array.json()["runs"][0]["array"]["total"]["cycles"] > 0);
}

TEST_CASE("What is wrong with a translation model's training is said in one line, before it begins") {
  const TemporaryFolder folder;
  const auto complaint = [&](const std::vector<std::string>& arguments) {
    const ProgramRun run = translate(arguments);
    CAPTURE(run.err);
    CHECK(run.code == 2);
    CHECK(run.complaints() == 1);
    CHECK(run.out.empty());
    return run.err;
  };
  const auto files = [&](const std::string& source, const std::string& target) {
    return complaint({"--set", "/data/train={\"source\": \"" + (folder / source) + "\", \"target\": \"" +
                                   (folder / target) + "\"}"});
  };
  write_file(folder / "three", "ein Haus\nzwei\ndrei\n");
  write_file(folder / "two", "a house\ntwo\n");
  write_file(folder / "empty", "a house\n\nthree\n");
  write_file(folder / "bytes", "a house\ntw\xffo\nthree\n");
  std::string words = "one\n";
  for (int i = 0; i < 10000; ++i) words += "two ";
  write_file(folder / "long", words + "\nthree\n");
  using Catch::Matchers::Contains;
  CHECK_THAT(files("three", "two"), Contains("two: expected 3 lines, as many as ") && Contains("three has, got 2"));
  CHECK_THAT(files("three", "empty"), Contains("empty:2: expected words, got none"));
  CHECK_THAT(files("three", "bytes"), Contains("bytes:2: expected UTF-8 text, got byte 0xff in column 3"));
  CHECK_THAT(files("three", "long"),
             Contains("long:2: expected a sentence of at most 24 words") && Contains("got 10000"));
  CHECK_THAT(files("three", "nowhere"), Contains("nowhere: cannot be read: No such file or directory"));
  CHECK_THAT(files("three", "three"), Contains("three: expected at least 20 pairs to train on, a batch, got 3"));
  CHECK_THAT(complaint({"--set", "/data/train=" + folder / "two"}),
             Contains("two:1: expected a source and a target with one tab between, got 0 tabs"));
  CHECK_THAT(complaint({"--set", "/data/train={\"source\": \"a\"}"}), Contains("/data/train"));
  CHECK_THAT(complaint({"--set", "/data/valid=nowhere.tsv"}), Contains("nowhere.tsv: cannot be read"));
  CHECK_THAT(complaint({"--set", "/decoding={\"beam\": 21}"}), Contains("/beam: expected an integer from 1 to 20"));
  CHECK_THAT(complaint({"--set", "/decoding={\"length_penalty\": \"average\"}"}), Contains("/decoding"));
  CHECK_THAT(complaint({"--set", "/workload/streams=[\"source\"]"}), Contains("expected a stream of tokens (source)"));
  CHECK_THAT(complaint({"--set", "/workload/streams=[\"source\", \"source\"]"}), Contains("names that differ"));
  CHECK_THAT(complaint({"--compare", "--translations", folder / "x"}), Contains("does not go together with"));
  const ProgramRun other =
      run_skipgrid({"train", std::string(SKIPGRID_CONFIGS) + "/train/quick.json", "--translations", folder / "x"});
  CHECK(other.code == 2);
  CHECK_THAT(other.err, Contains("--translations: is of a translation model"));
}
