#include <catch2/catch.hpp>

#include "tests/fixtures/program_run.h"
#include "tests/fixtures/temporary_folder.h"

using skipgrid::cli::test::ProgramRun;
using skipgrid::cli::test::run_line;

namespace {

const std::string kPaper = "gemm --m 20 --k 650 --n 2600 --rows 8 --cols 8 --dataflow ws --schedule serial";

}  // namespace

TEST_CASE("A medium LSTM's forward product takes 82 x 325 tiles of 42 cycles on an 8 x 8 array") {
  const ProgramRun run = run_line(kPaper + " --engine tile --format json");
  CHECK(run.code == 0);
  CHECK(run.err.empty());
  CHECK(run.json()["cycles"] == 1119300);
  CHECK(run.json()["tiles"] == 82 * 325);
}

TEST_CASE("Half of K kept is half of the time, and both engines say so") {
  for (const std::string engine : {"tile", "pe"}) {
    const ProgramRun run = run_line(kPaper + " --keep-k 325 --format json --engine " + engine);
    CHECK(run.code == 0);
    CHECK(run.json()["engine"] == engine);
    CHECK(run.json()["cycles"] == 559650);
    CHECK(run.json()["macs"] == 20 * 325 * 2600);
    CHECK(run.json()["dense_macs"] == 20 * 650 * 2600);
  }
}

TEST_CASE("Each kept dimension changes its own part of the time, for every dataflow") {
  // On a 1 x 1 serial array a tile takes T + 1 cycles; every tile is one pair of kept indices.
  const auto cycles = [](const std::string& options) {
    return run_line("gemm --m 5 --k 7 --n 11 --rows 1 --cols 1 --schedule serial --format json " + options)
        .json()["cycles"]
        .get<int>();
  };
  CHECK(cycles("--dataflow ws --keep-m 3") == 7 * 11 * 4);
  CHECK(cycles("--dataflow ws --keep-k 3") == 3 * 11 * 6);
  CHECK(cycles("--dataflow ws --keep-n 3") == 7 * 3 * 6);
  CHECK(cycles("--dataflow is --keep-m 3") == 7 * 3 * 12);
  CHECK(cycles("--dataflow is --keep-n 3") == 7 * 5 * 4);
  CHECK(cycles("--dataflow os --keep-k 3") == 5 * 11 * 4);
  CHECK(cycles("--dataflow os --keep-n 3") == 5 * 3 * 8);
}

TEST_CASE("The option --check finds every bit right on both engines, all dataflows, and both precisions") {
  for (const std::string engine : {"pe", "tile"})
    for (const std::string dataflow : {"ws", "is", "os"})
      for (const std::string precision : {"fp32", "bf16"}) {
        const ProgramRun run = run_line(
            "gemm --m 13 --k 29 --n 17 --keep-m 9 --keep-k 20 --keep-n 11 --rows 4 --cols 6 --check --format json "
            "--engine " +
            engine + " --dataflow " + dataflow + " --precision " + precision);
        CAPTURE(engine, dataflow, precision, run.err);
        CHECK(run.code == 0);
        CHECK(run.json()["checked"] == true);
      }
}

TEST_CASE("A product of which nothing is kept takes no cycle") {
  for (const std::string engine : {"pe", "tile"}) {
    const ProgramRun run = run_line(
        "gemm --m 4 --k 4 --n 4 --keep-k 0 --rows 2 --cols 2 --dataflow ws --check --format json --engine " + engine);
    CHECK(run.code == 0);
    CHECK(run.json()["cycles"] == 0);
    CHECK(run.json()["utilization"].is_null());
  }
}

TEST_CASE("The largest product that is allowed still has a cycle count") {
  const ProgramRun run =
      run_line("gemm --m 2147483647 --k 262144 --n 2 --rows 128 --cols 128 --dataflow ws --format json");
  CHECK(run.code == 0);
  // 2048 tiles; overlapped: R + (tiles - 1) max(T, R) + T + R + C - 2.
  CHECK(run.json()["cycles"] == 128 + 2048 * std::int64_t{2147483647} + 254);
}

TEST_CASE("CSV has one line of names and one of values") {
  const ProgramRun run = run_line(kPaper + " --format csv");
  CHECK(run.code == 0);
  CHECK(std::count(run.out.begin(), run.out.end(), '\n') == 2);
  CHECK_THAT(run.out, Catch::StartsWith("m,k,n,keep_m,keep_k,keep_n,cycles,"));
  CHECK_THAT(run.out, Catch::Contains("\n20,650,2600,20,650,2600,1119300,"));
}

TEST_CASE("The option --vcd records a waveform of the engine pe") {
  const skipgrid::traces::test::TemporaryFolder folder;
  const ProgramRun run =
      run_line("gemm --m 3 --k 2 --n 2 --rows 2 --cols 2 --dataflow ws --format json --vcd " + (folder / "w.vcd"));
  CHECK(run.code == 0);
  CHECK(run.err.empty());
  CHECK(run.json()["engine"] == "pe");
  CHECK_THAT(skipgrid::traces::test::read_file(folder / "w.vcd"), Catch::Contains("$var"));
}
