// What users read is in the program's words: each library that could put in its own is provoked.
#include <array>
#include <catch2/catch.hpp>
#include <filesystem>

#include "tests/fixtures/program_run.h"
#include "tests/fixtures/temporary_folder.h"

using namespace skipgrid::cli::test;
using skipgrid::traces::test::TemporaryFolder;
using skipgrid::traces::test::write_file;

namespace {

constexpr std::array kLibraryTexts{"[json.exception",   "E549",         "sc_except",        "filesystem error",
                                   "constraint failed", "unrecognised", "Unexpected token", "std::",
                                   "what():",           "boost",        "simdjson",         "muParser",
                                   "positional option", "while parsing"};

void check_own_words(const ProgramRun& run) {
  CAPTURE(run.err);
  CHECK(run.code != 0);
  CHECK(run.complaints() == 1);
  for (const char* text : kLibraryTexts) CHECK_THAT(run.err, !Catch::Contains(text));
}

}  // namespace

TEST_CASE("No message has a library's text") {
  const TemporaryFolder folder;
  const auto file = [&](const std::string& name, const std::string& text) {
    write_file(folder / name, text);
    return folder / name;
  };
  const std::string run = file("run.json", small_run());
  SECTION("JSON") {
    for (const char* text : {"", "{", "{\"a\": tru}", "[1, 2", "\"\\ud800\"", "{\"hardware\": 1e999}", "\xff"})
      check_own_words(run_skipgrid({"run", file("bad.json", text)}));
    for (const char* set : {"/hardware/rows", "/=1", "/~2=1", "/hardware/rows/x=1", "/hardware/rows={"})
      check_own_words(run_skipgrid({"run", run, "--set", set}));
  }
  SECTION("traces and their compression") {
    file("bad.jsonl", "{\"format\":");
    check_own_words(run_skipgrid({"trace", "info", folder / "bad.jsonl"}));
    file("bad.jsonl.zst", std::string("\x28\xb5\x2f\xfd\x04\x00\xff\xff\xff\xff", 10));
    check_own_words(run_skipgrid({"trace", "info", folder / "bad.jsonl.zst"}));
    file("bad.jsonl.gz", std::string("\x1f\x8b\x08\x00\x00\x00\x00\x00\x00\x03\xff\xff", 12));
    check_own_words(run_skipgrid({"trace", "info", folder / "bad.jsonl.gz"}));
  }
  SECTION("SystemC") {
    file("trace.jsonl", trace_beyond_the_clock());
    check_own_words(run_skipgrid({"run", file("clock.json", R"({"hardware": {"rows": 1, "cols": 1, "dataflow": "ws"},
      "workload": {"trace": "trace.jsonl"}, "variants": ["structured"]})")}));
    check_own_words(run_line("gemm --m 1 --k 1 --n 1 --rows 2 --cols 2 --vcd /nowhere/x.vcd"));
  }
  SECTION("files and folders") {
    check_own_words(run_skipgrid({"run", folder / "none.json"}));
    check_own_words(run_skipgrid({"run", run, "--out", run}));
    check_own_words(run_skipgrid({"run", run, "--out", "/proc/none"}));
    check_own_words(run_skipgrid({"sweep", run, "--out", run + "/x"}));
    check_own_words(run_skipgrid({"sweep", "status", folder / "none"}));
  }
  SECTION("expressions") {
    for (const char* where : {"1 +", "(1", "sin(1, 2)", "a", "? :", "1 = 2"}) {
      const std::string sweep =
          std::string(R"({"base": "run.json", "axes": {"/hardware/rows": [4, 8]}, "where": [")") + where + "\"]}";
      check_own_words(run_skipgrid({"sweep", file("sweep.json", sweep), "--out", folder / "out"}));
    }
  }
  SECTION("options") {
    for (const char* line : {"run --nonsense", "run x.json --out", "run x.json --out=", "gemm --m 1 --m 2",
                             "gemm --check=1 --m 1", "train a b", "run -x", "run --format"})
      check_own_words(run_line(line));
  }
  SECTION("checkpoints") {
    std::filesystem::create_directory(folder / "out");
    for (const char* text : {"", "{\"format\":\"skipgrid-checkpoint\",\"version\":{}}\nabcdefgh",
                             "{\"format\":\"skipgrid-checkpoint\",\"version\":1}\nabcdefgh", "[\n"}) {
      file("out/checkpoint", text);
      check_own_words(
          run_skipgrid({"train", SKIPGRID_CONFIGS "/train/quick.json", "--out", folder / "out", "--resume"}));
    }
  }
}
