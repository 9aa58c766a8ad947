// Whatever is wrong with the input is said in exactly one line on stderr that names the place, with exit code 2 and
// nothing on stdout.
#include <catch2/catch.hpp>
#include <filesystem>

#include "tests/fixtures/program_run.h"
#include "tests/fixtures/temporary_folder.h"
#include "traces/element_wise.h"

using namespace skipgrid::cli::test;
using skipgrid::traces::test::read_file;
using skipgrid::traces::test::TemporaryFolder;
using skipgrid::traces::test::write_file;

namespace {

/// Checks that `run` was refused in one line that contains each of `parts`.
void check_refused(const ProgramRun& run, const std::vector<std::string>& parts) {
  CAPTURE(run.err);
  CHECK(run.code == 2);
  CHECK(run.out.empty());
  CHECK(run.complaints() == 1);
  for (const std::string& part : parts) CHECK_THAT(run.err, Catch::Contains(part));
}

/// Runs a configuration with this text.
void check_config_refused(const std::string& text, const std::string& part) {
  const TemporaryFolder folder;
  write_file(folder / "run.json", text);
  check_refused(run_skipgrid({"run", folder / "run.json"}), {folder / "run.json", part});
}

/// So many biases of 2^40 elements one after another.
std::string element_wise_trace(int count) {
  std::string text = R"({"format":"skipgrid-trace","version":1,"name":"t","batch":4})"
                     "\n";
  for (int id = 0; id < count; ++id)
    text += R"({"type":"vector","id":)" + std::to_string(id) +
            R"(,"iter":0,"layer":"l","phase":"FP","step":0,"kind":"bias","elements":1099511627776})"
            "\n";
  return text + R"({"type":"end","ops":)" + std::to_string(count) + "}\n";
}

/// Of a vector unit that charges every kind alike.
std::string all_costs(int lane_cycles) {
  nlohmann::json costs;
  for (const auto& kind : skipgrid::traces::kElementWiseKinds) costs[std::string(kind.word)] = lane_cycles;
  return costs.dump();
}

std::string replaced(std::string text, const std::string& from, const std::string& to) {
  const std::size_t at = text.find(from);
  REQUIRE(at != std::string::npos);
  return text.replace(at, from.size(), to);
}

}  // namespace

TEST_CASE("A configuration that is no valid run is refused") {
  const std::string good = small_run();
  const std::vector<std::array<std::string, 3>> cases{
      {R"("rows": 8)", R"("rows": 0)", ": /hardware/rows: expected an integer from 1 to 4096"},
      {R"("rows": 8)", R"("rows": -1)", ": /hardware/rows: expected an integer"},
      {R"("rows": 8)", R"("rows": 1.5)", ": /hardware/rows: expected an integer"},
      {R"("rows": 8)", R"("rows": 99999999999999999999)", ": /hardware/rows: expected an integer"},
      {R"("rows": 8)", R"("rows": 8, "rows": 9)", ":1:"},
      {R"("rows": 8)", R"("raws": 8)", ": /hardware/raws: unknown key \"raws\", the nearest known one is \"rows\""},
      {R"("rows": 8)", R"("dataflow": "ws")", ": /hardware: expected the key \"rows\""},
      {R"("rows": 8)", R"("rows": 8,)", ":1:"},
      {R"("nr": 0.5)", R"("nr": 1.5)", ": /dropout/nr: expected a number >= 0 and < 1"},
      {R"("nr": 0.5)", R"("nr": 1.0)", ": /dropout/nr: expected a number >= 0 and < 1"},
      {R"("nr": 0.5)", R"("nr": "half")", ": /dropout/nr: expected a number"},
      {R"("case": "III")", R"("case": "V")", ": /dropout/case: expected one of \"I\", \"II\", \"III\", \"IV\""},
      {R"("model": "lstm_lm")", R"("model": "gru")", ": /workload/model: expected one of \"lstm_lm\", \"network\""},
      {R"("batch": 4)", R"("batch": 0)", ": /workload/batch: expected an integer"},
      {R"("layers": 1)", R"("layers": true)", ": /workload/layers: expected an integer"},
      {R"({"hardware")", R"({"engine": "fast", "hardware")", ": /engine: expected one of \"pe\", \"tile\""},
      {R"({"hardware")", R"({"variants": ["dense", "dense"], "hardware")", ": /variants: expected an array"},
      {R"({"hardware")", R"({"iterations": 0, "hardware")", ": /iterations: expected an integer"},
      {R"({"hardware")", R"({"a\nb": 0, "hardware")", "unknown key"}};
  for (const auto& [from, to, part] : cases) check_config_refused(replaced(good, from, to), part);
  check_config_refused("", ":1:1: ");
  check_config_refused("[]", ": expected an object");
  check_config_refused(std::string(100'000, '['), "nested deeper");
}

TEST_CASE("A file that is missing is named") {
  check_refused(run_line("run nowhere.json"), {"nowhere.json: cannot be read: No such file or directory"});
  check_refused(run_line("trace info nowhere.jsonl"), {"nowhere.jsonl: cannot be read"});
  check_refused(run_line("verify nowhere.json"), {"nowhere.json: cannot be read"});
  const TemporaryFolder folder;
  write_file(folder / "run.json", R"({"hardware": "none.json", "workload": "none.json"})");
  check_refused(run_skipgrid({"run", folder / "run.json"}), {folder / "none.json"});
}

TEST_CASE("A trace whose mask has the wrong length is refused at its line") {
  const TemporaryFolder folder;
  write_file(folder / "run.json", small_run());
  REQUIRE(run_skipgrid({"trace", "gen", folder / "run.json", "--out", folder / "good.jsonl"}).code == 0);
  const std::string good = read_file(folder / "good.jsonl");
  const std::size_t mask = good.find("{\"type\":\"mask\"");
  REQUIRE(mask != std::string::npos);
  const auto line = 1 + std::count(good.begin(), good.begin() + static_cast<std::ptrdiff_t>(mask), '\n');
  write_file(folder / "bad.jsonl", replaced(good, "\"neurons\":24", "\"neurons\":25"));
  write_file(folder / "replay.json", R"({"hardware": {"rows": 8, "cols": 8}, "workload": {"trace": "bad.jsonl"}})");
  for (const ProgramRun& run :
       {run_skipgrid({"run", folder / "replay.json"}), run_skipgrid({"trace", "info", folder / "bad.jsonl"}),
        run_skipgrid({"trace", "convert", folder / "bad.jsonl", folder / "new.jsonl"})})
    check_refused(run, {(folder / "bad.jsonl") + ":"});
  CHECK_FALSE(std::filesystem::exists(folder / "new.jsonl"));
  write_file(folder / "bad.jsonl", replaced(good, "\"bits\":\"", "\"bits\":\"AAAA"));
  check_refused(run_skipgrid({"run", folder / "replay.json"}),
                {(folder / "bad.jsonl") + ":" + std::to_string(line) + ": bits"});
  write_file(folder / "bad.jsonl", good.substr(0, good.size() / 2));
  check_refused(run_skipgrid({"run", folder / "replay.json"}), {(folder / "bad.jsonl") + ":"});
}

TEST_CASE("A product that is too large, or no product, is refused by the option that says so") {
  const std::string rest = " --rows 8 --cols 8 --dataflow ws";
  const std::vector<std::pair<std::string, std::string>> cases{
      {"--m 1 --k 99999999999999999999 --n 1" + rest, "--k: expected an integer from 1 to 2147483647"},
      {"--m 1 --k 2147483648 --n 1" + rest, "--k: expected an integer from 1 to 2147483647"},
      {"--m 2147483647 --k 2147483647 --n 2147483647" + rest, "--m, --k, --n: expected at most"},
      {"--m -3 --k 1 --n 1" + rest, "--m: expected an integer from 1 to 2147483647, got \"-3\""},
      {"--m 1.5 --k 1 --n 1" + rest, "--m: expected an integer"},
      {"--m 5x --k 1 --n 1" + rest, "--m: expected an integer"},
      {"--m 0x5 --k 1 --n 1" + rest, "--m: expected an integer"},
      {"--m +5 --k 1 --n 1" + rest, "--m: expected an integer"},
      {"--m 1e3 --k 1 --n 1" + rest, "--m: expected an integer"},
      {"--k 1 --n 1" + rest, "--m: is missing"},
      {"--m 1 --k 1 --n 1 --rows 0 --cols 8 --dataflow ws", "--rows: expected an integer from 1 to 4096"},
      {"--m 1 --k 1 --n 1 --rows 8 --cols 4097 --dataflow ws", "--cols: expected an integer from 1 to 4096"},
      {"--m 1 --k 1 --n 1 --rows 8 --cols 8 --dataflow xs", "--dataflow: expected ws, is or os"},
      {"--m 1 --k 5 --n 1 --keep-k 6" + rest, "--keep-k: expected an integer from 0 to 5"},
      {"--m 1 --k 5 --n 1 --engine fast" + rest, "--engine: expected pe or tile"},
      {"--m 1 --k 5 --n 1 --format xml" + rest, "--format: expected table, json or csv"},
      {"--m 1 --k 5 --n 1 --multiplier-stages 65" + rest, "--multiplier-stages: expected an integer from 1 to 64"},
      {"--m 1 --k 5 --n 1 --seed -1" + rest, "--seed: expected an integer"},
      {"--m 100000 --k 100000 --n 1 --check" + rest, "--check: holds its operands in memory"},
      {"--m 1 --k 5 --n 1 --vcd x.vcd --engine tile" + rest, "--vcd: only the engine pe"},
      {"--m 1 --k 5 --n 1 --vcd /nowhere/x.vcd" + rest, "/nowhere/x.vcd: cannot be written"},
      {"--m 1 --k 5 --n 1 --m 2" + rest, "--m is given more than once"},
      {"--m 1 --k 5 --n 1 --keep 2" + rest, "unknown option --keep"},
      {"--m 1 --k 5 --n 1 extra" + rest, "expected fewer words beside the options"},
      {"--m 33554432 --k 1 --n 33554432 --rows 1 --cols 1 --dataflow os --schedule serial --multiplier-stages 64",
       "clock"}};
  for (const auto& [options, part] : cases) {
    CAPTURE(options);
    check_refused(run_line("gemm " + options), {part});
  }
}

TEST_CASE("An output directory that cannot be written to is found before the simulation") {
  const TemporaryFolder folder;
  write_file(folder / "file", "");
  // A simulation that would take years on the engine pe.
  write_file(folder / "run.json", replaced(small_run(), "\"hidden\": 24", "\"hidden\": 100000"));
  for (const std::string& out : {folder / "file", folder / "file/below", std::string("/proc/results")})
    check_refused(run_skipgrid({"run", folder / "run.json", "--engine", "pe", "--out", out}), {out});
  check_refused(run_skipgrid({"trace", "gen", folder / "run.json", "--out", folder / "file/x.jsonl"}),
                {folder / "file/x.jsonl"});
}

TEST_CASE("A --set that cannot be is refused by its own text") {
  const TemporaryFolder folder;
  write_file(folder / "run.json", small_run());
  for (const std::string set : {"/hardware/rows=0", "/dropout/nr=1.5", "rows=1", "/rows", "/hardware/rowz=1",
                                "/name/x=1", "/variants/7=dense", "/hardware=5", "/~9=1"}) {
    CAPTURE(set);
    check_refused(run_skipgrid({"run", folder / "run.json", "--set", set}), {"--set " + set + ": "});
  }
}

TEST_CASE("A kind of element-wise work that does not exist is refused, and the nearest one named") {
  const TemporaryFolder folder;
  write_file(folder / "run.json", small_run());
  const std::string preset = std::filesystem::absolute(SKIPGRID_CONFIGS "/hardware/tpu_v3_core.json").string();
  const auto run = [&](const std::string& set) {
    return run_skipgrid({"run", folder / "run.json", "--set", "/hardware=" + preset, "--set", set});
  };
  check_refused(run("/hardware/vector_unit/costs/lstm_forwad=99"),
                {"--set /hardware/vector_unit/costs/lstm_forwad=99: unknown key \"lstm_forwad\", the nearest known one "
                 "is \"lstm_forward\""});
  check_refused(run("/hardware/vector_unit/default_cost=1"),
                {"--set /hardware/vector_unit/default_cost=1: unknown key \"default_cost\""});
  CHECK(run("/hardware/vector_unit/costs/lstm_forward=99").code == 0);
}

TEST_CASE("Costs of element-wise work that lack a kind are refused with file and key") {
  const TemporaryFolder folder;
  std::string preset = read_file(SKIPGRID_CONFIGS "/hardware/tpu_v3_core.json");
  const std::string configs = std::filesystem::absolute(SKIPGRID_CONFIGS).string();
  for (const std::string part : {"dram", "energy"})
    preset = replaced(preset, "\"../" + part + "/", "\"" + configs + "/" + part + "/");
  write_file(folder / "h.json", preset);
  write_file(folder / "run.json", small_run());
  const auto run = [&] {
    return run_skipgrid({"run", folder / "run.json", "--set", "/hardware=" + folder / "h.json"});
  };
  CHECK(run().code == 0);
  write_file(folder / "h.json", replaced(preset, "      \"gru_forward\": 24,\n", ""));
  check_refused(run(), {folder / "h.json: /vector_unit/costs: expected the key \"gru_forward\", which is missing: "
                                 "a number from 0 to 1000000 (lane-cycles an element)"});
}

TEST_CASE("A command that does not exist is refused, and the nearest one named") {
  check_refused(run_line("gem"), {"unknown command \"gem\", the nearest known one is gemm"});
  check_refused(run_line("trace inf"), {"the nearest known one is info"});
  check_refused(run_line("trace"), {"expected gen, import, info or convert"});
  check_refused(run_line(""), {"expected a command"});
  check_refused(run_line("run"), {"CONFIG: is missing"});
  check_refused(run_line("verify --set /a=1"), {"--set: changes a configuration"});
  check_refused(run_line("verify --cases 0"), {"--cases: expected an integer"});
}

TEST_CASE("A run that outlasts the simulation's clock is refused in our words, not in SystemC's") {
  const TemporaryFolder folder;
  write_file(folder / "trace.jsonl", trace_beyond_the_clock());
  write_file(folder / "run.json", R"({"hardware": {"rows": 1, "cols": 1, "dataflow": "ws"},
    "workload": {"trace": "trace.jsonl"}, "variants": ["structured"]})");
  const ProgramRun run = run_skipgrid({"run", folder / "run.json"});
  check_refused(run, {"the simulation's clock ends after"});
  CHECK_THAT(run.err, !Catch::Contains("E549") && !Catch::Contains("sc_except"));
}

TEST_CASE("An operation that outlasts the clock is named, before it is simulated") {
  const TemporaryFolder folder;
  const auto config = [&](const std::string& lanes, const std::string& more) {
    return R"({"hardware": {"rows": 8, "cols": 8, "vector_unit": {"lanes": )" + lanes + R"(, "costs": )" +
           all_costs(1'000'000) + "}" + more + R"(}, "workload": {"trace": "t.jsonl"}, "variants": ["structured"]})";
  };
  const auto run = [&](const std::string& text) {
    write_file(folder / "run.json", text);
    return run_skipgrid({"run", folder / "run.json"});
  };
  write_file(folder / "t.jsonl", element_wise_trace(1));
  check_refused(
      run(config("1", "")),
      {"skipgrid: bias over 1099511627776 elements takes 1.1e+18 cycles, and the clock ends after 1844674407370955"});
  CHECK(run(config("100", "")).code == 0);  // 1.1e16 cycles
  write_file(folder / "t.jsonl", element_wise_trace(2));
  check_refused(run(config("100", "")),
                {"the simulation's clock ends after 18446744073709551 cycles, in operation l.bias (id 1)"});
  // 1.1e12 cycles of a million lanes each: eight of them fit.
  write_file(folder / "t.jsonl", element_wise_trace(8));
  CHECK(run(config("1000000", "")).code == 0);
  write_file(folder / "t.jsonl", element_wise_trace(9));
  check_refused(run(config("1000000", "")), {"vector_lane_cycles no longer fits in 64 bits"});
}

TEST_CASE("Steps at the ends of an integer are refused in their line") {
  const TemporaryFolder folder;
  write_file(folder / "run.json", R"({"hardware": {"rows": 4, "cols": 4, "buffers": {"a": {"kib": 256}, "b": {"kib": 8},
    "c": {"kib": 64}}, "dram": {"kind": "bandwidth", "bytes_per_cycle": 4}}, "workload": {"trace": "t.jsonl"}})");
  for (const char* const steps : {"-2147483648..2147483647", "-2147483648..-2", "2147483647", "2147483646"}) {
    write_file(folder / "t.jsonl", replaced(element_wise_trace(1), R"("elements")",
                                            R"("reads":["x[)" + std::string(steps) + R"(]"],"elements")"));
    check_refused(run_skipgrid({"run", folder / "run.json"}), {"t.jsonl:2: reads: expected time steps from -1048576"});
  }
}

TEST_CASE("A name that a folder cannot have is refused where one is made of it") {
  const TemporaryFolder folder;
  write_file(folder / "a.json", small_run());
  for (const std::string name : {"..", ".", "../x", "a/b", "/tmp"}) {
    write_file(folder / "b.json", replaced(small_run(), R"({"hardware")", R"({"name": ")" + name + R"(", "hardware")"));
    check_refused(run_skipgrid({"run", folder / "a.json", folder / "b.json", "--out", folder / "out"}),
                  {"expected a name that a folder may have, got \"" + name + "\""});
  }
  CHECK(folder.files() == std::vector<std::string>{"a.json", "b.json"});
}

TEST_CASE("A value that is nothing is refused") {
  check_refused(run_skipgrid({"run", ""}), {"skipgrid run: CONFIG: expected a value, got nothing"});
  check_refused(run_skipgrid({"paper", ""}), {"skipgrid paper: CONFIG: expected a value, got nothing"});
  check_refused(run_skipgrid({"paper", "x.json", "--hardware", ""}), {"--hardware: expected a value, got nothing"});
  check_refused(run_skipgrid({"trace", "info", ""}), {"expected a value, got nothing"});
}

TEST_CASE("A value of a hundred thousand characters is refused in a short line that says how long it was") {
  const std::string good = small_run(), x(100'000, 'x');
  const TemporaryFolder folder;
  for (const auto& [from, to] :
       std::vector<std::pair<std::string, std::string>>{{R"("rows": 8)", R"("rows": ")" + x + '"'},
                                                        {R"("rows": 8)", '"' + x + "\": 8"},
                                                        {R"("batch": 4)", R"("batch": ")" + x + '"'}}) {
    write_file(folder / "run.json", replaced(good, from, to));
    const ProgramRun run = run_skipgrid({"run", folder / "run.json"});
    check_refused(run, {"10000"});
    CHECK(run.err.size() < 3000);
  }
  const ProgramRun run = run_skipgrid({"run", x});
  check_refused(run, {"File name too long"});
  CHECK(run.err.size() < 3000);
}

TEST_CASE("What cannot be written is refused before a training begins") {
  const TemporaryFolder folder;
  std::filesystem::create_directories(folder / "out/checkpoint");
  check_refused(run_skipgrid({"train", SKIPGRID_CONFIGS "/train/quick.json", "--out", folder / "out"}),
                {"out/checkpoint: cannot be written: it is a directory"});
}
