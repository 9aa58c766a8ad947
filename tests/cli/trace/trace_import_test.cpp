// Networks from topology files: imported, run, and held to closed forms and to another simulator's figures.
#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>
#include <random>

#include "tests/fixtures/program_run.h"
#include "tests/fixtures/temporary_folder.h"

using namespace skipgrid::cli::test;
using skipgrid::traces::test::TemporaryFolder;
using skipgrid::traces::test::write_file;

namespace {

const std::string kConvolutionHeader =
    "Layer name, IFMAP Height, IFMAP Width, Filter Height, Filter Width, Channels, Num Filter, Strides,\n";

/// A topology, imported, and its results on an array with ideal memory and each tile alone.
class ImportedRun {
 public:
  explicit ImportedRun(const std::string& topology, const std::string& options = "") {
    write_file(folder_ / "net.csv", topology);
    const ProgramRun import =
        run_line("trace import " + (folder_ / "net.csv") + " --out " + (folder_ / "net.jsonl.gz") + options);
    CAPTURE(import.err);
    REQUIRE(import.code == 0);
    CHECK(import.out.empty());
  }

  /// One of "structured" and "dense".
  nlohmann::json variant(const std::string& name, int rows, int cols, const std::string& dataflow) const {
    const nlohmann::json config{
        {"hardware", {{"rows", rows}, {"cols", cols}, {"dataflow", dataflow}, {"schedule", "serial"}}},
        {"workload", {{"trace", "net.jsonl.gz"}}},
        {"variants", {name}}};
    write_file(folder_ / "run.json", config.dump());
    const ProgramRun run = run_skipgrid({"run", folder_ / "run.json", "--format", "json"});
    CAPTURE(run.err);
    REQUIRE(run.code == 0);
    return run.json()["variants"][0];
  }

 private:
  TemporaryFolder folder_;
};

std::int64_t ceil_div(std::int64_t x, std::int64_t y) { return (x + y - 1) / y; }

/// Each of the tiles of m x k x n alone: load or drain, skew and stream, as in the papers on SCALE-Sim.
std::int64_t serial_cycles(const std::string& dataflow, std::int64_t rows, std::int64_t cols, std::int64_t m,
                           std::int64_t k, std::int64_t n) {
  const bool ws = dataflow == "ws", is = dataflow == "is";
  const std::int64_t on_rows = ws || is ? k : m, on_cols = is ? m : n, streamed = ws ? m : is ? n : k;
  return ceil_div(on_rows, rows) * ceil_div(on_cols, cols) * (2 * rows + cols + streamed - 2);
}

}  // namespace

TEST_CASE("MobileNet's layers take as many cycles as SCALE-Sim reports, which begins to count at 0") {
  // "Total Cycles" of the COMPUTE_REPORT.csv in the repository scalesim-project/SCALE-Sim, folder
  // edgeTPU_fitMobileNet_experiment_results/edgeTPU_ws_MobileNet: 32 x 32, weight stationary, no stalls.
  struct Layer {
    const char* row;
    std::int64_t reported;
  };
  const std::vector<Layer> layers{
      {"Conv1, 224, 224, 3, 3, 3, 32, 2,", 12637},  {"Conv2_dw, 112, 112, 3, 3, 32, 1, 1,#dw", 109745},
      {"Conv3, 112, 112, 1, 1, 32, 64, 1,", 25275}, {"Conv4_dw, 112, 112, 3, 3, 64, 1, 2,#dw", 58139},
      {"Conv5, 56, 56, 1, 1, 64, 128, 1,", 25839},  {"Conv6_dw, 56, 56, 3, 3, 128, 1, 1,#dw", 108359},
      {"Conv7, 56, 56, 1, 1, 128, 128, 1,", 51679}, {"Conv8_dw, 56, 56, 3, 3, 128, 1, 2,#dw", 31607},
      {"Conv9,28,28,1,1,128,256,1,", 28095},        {"Conv10_dw,28,28,3,3,256,1,1,#dw", 55439},
      {"Conv11,28,28,1,1,256,256,1,", 56191},       {"Conv12_dw,28,28,3,3,256,1,2,#dw", 20879},
      {"Conv13,14,14,1,1,256,512,1,", 37119},       {"Conv14_dw,14,14,3,3,512,1,1,", 34271},
      {"Conv15,14,14,1,1,512,512,1,", 74239},       {"Conv16_dw,14,14,3,3,512,1,2,#dw", 20591},
      {"Conv17,7,7,1,1,512,1024,1,", 73215},        {"Conv18_dw,7,7,3,3,1024,1,2,#dw", 29663},
      {"Conv19,7,7,1,1,1024,1024,1,", 146431}};
  std::string topology = kConvolutionHeader;
  for (const Layer& layer : layers) topology += std::string(layer.row) + "\n";
  const auto results = ImportedRun(topology).variant("structured", 32, 32, "ws")["layers"];
  REQUIRE(results.size() == layers.size());
  for (std::size_t i = 0; i < layers.size(); ++i) {
    CAPTURE(layers[i].row);
    CHECK(results[i]["total"]["cycles"] == layers[i].reported + 1);
  }
}

TEST_CASE("An imported layer takes the closed form's cycles on every dataflow, forward and backward") {
  const auto seed = GENERATE(1u, 2u, 3u);
  const auto dataflow = GENERATE(as<std::string>{}, "ws", "is", "os");
  CAPTURE(seed, dataflow);
  std::mt19937 random(seed);
  const auto draw = [&](int most) { return std::uniform_int_distribution<int>(1, most)(random); };
  const int rows = draw(20), cols = draw(20), batch = draw(4);
  struct Size {
    int m, n, k;
  };
  std::vector<Size> sizes;
  std::string topology = "Layer, M, N, K,\n";
  for (int layer = 0; layer < 6; ++layer) {
    const Size& size = sizes.emplace_back(Size{draw(60), draw(60), draw(60)});
    topology += "l" + std::to_string(layer) + "," + std::to_string(size.m) + "," + std::to_string(size.n) + "," +
                std::to_string(size.k) + ",\n";
  }
  const ImportedRun run(topology, " --phases training --batch " + std::to_string(batch));
  const auto layers = run.variant("structured", rows, cols, dataflow)["layers"];
  REQUIRE(layers.size() == sizes.size());
  for (const auto& layer : layers) {
    const Size& size = sizes[static_cast<std::size_t>(layer["name"].get<std::string>()[1] - '0')];
    const int m = batch * size.m;
    CAPTURE(rows, cols, m, size.n, size.k);
    CHECK(layer["phases"]["FP"]["cycles"] == serial_cycles(dataflow, rows, cols, m, size.k, size.n));
    CHECK(layer["phases"]["BP"]["cycles"] == serial_cycles(dataflow, rows, cols, m, size.n, size.k));
    CHECK(layer["phases"]["WG"]["cycles"] == serial_cycles(dataflow, rows, cols, size.k, m, size.n));
  }
}

TEST_CASE("The topologies that come with the program have the multiply-accumulates of their networks") {
  const auto forward_macs = [](const std::string& name, const std::string& count) {
    const TemporaryFolder folder;
    const std::string trace = folder / "net.jsonl.gz";
    REQUIRE(run_skipgrid({"trace", "import", SKIPGRID_CONFIGS "/topologies/" + name, "--out", trace}).code == 0);
    return run_skipgrid({"trace", "info", trace, "--format", "json"}).json()["phases"]["FP"][count].get<std::int64_t>();
  };
  // conv1, four of conv2, three stages of a halving and a shortcut and three more, fc: 1.8 GMAC as He et al. say.
  const std::int64_t stage = 28 * 28 * (9 * 64 + 3 * 9 * 128 + 64) * 128;
  CHECK(forward_macs("resnet18.csv", "dense_macs") ==
        112 * 112 * 147 * 64 + 4 * 56 * 56 * 576 * 64 + 3 * stage + 512 * 1000);
  // Four projections and the two of the feed-forward network, 2:4; scores and context of 12 heads, dense.
  const std::int64_t weights = 128 * (4 * 768 * 768 + 2 * 768 * 3072), attention = 2 * 12 * 128 * 128 * 64;
  CHECK(forward_macs("bert_base_layer.csv", "dense_macs") == weights + attention);
  CHECK(forward_macs("bert_base_layer.csv", "kept_macs") == weights / 2 + attention);
}

TEST_CASE("Sparse rows of weights are skipped, and dense runs do not skip them") {
  // ResNet-18's conv2_1 with 2:4: 288 of 576 rows of weights. 8 x 8 is small enough for whole tiles to vanish.
  const ImportedRun run(
      "Layer name, IFMAP Height, IFMAP Width, Filter Height, Filter Width, Channels, Num Filter, "
      "Strides, Sparsity,\nconv2_1, 58, 58, 3, 3, 64, 64, 1, 2:4,\n");
  const auto sparse = run.variant("structured", 8, 8, "ws"), dense = run.variant("dense", 8, 8, "ws");
  CHECK(sparse["total"]["cycles"] == serial_cycles("ws", 8, 8, 3136, 288, 64));
  CHECK(dense["total"]["cycles"] == serial_cycles("ws", 8, 8, 3136, 576, 64));
  CHECK(sparse["total"]["macs"] == 3136LL * 288 * 64);
  CHECK(sparse["total"]["dense_macs"] == 3136LL * 576 * 64);
}

TEST_CASE("Both engines give an imported network the same results") {
  const TemporaryFolder folder;
  write_file(folder / "net.csv", kConvolutionHeader + "a,6,6,3,3,3,5,2,\nDP_b,5,5,3,3,5,1,1,\n");
  REQUIRE(run_line("trace import " + (folder / "net.csv") + " --out " + (folder / "net.jsonl") + " --phases training")
              .code == 0);
  write_file(folder / "run.json", R"({"hardware": {"rows": 4, "cols": 3}, "workload": {"trace": "net.jsonl"}})");
  const auto results = [&](const std::string& engine) {
    return run_skipgrid({"run", folder / "run.json", "--engine", engine, "--format", "json"}).json()["variants"];
  };
  CHECK(results("pe") == results("tile"));
}

TEST_CASE("What cannot be imported is refused in one line, and no file appears") {
  const TemporaryFolder folder;
  write_file(folder / "net.csv", "Layer, M, N, K,\nfc, 1, 2, x,\n");
  write_file(folder / "good.csv", "Layer, M, N, K,\nfc, 1, 2, 3,\n");
  const auto check_refused = [&](const std::string& arguments, const std::string& part) {
    const ProgramRun run = run_line("trace import " + arguments);
    CAPTURE(arguments, run.err);
    CHECK(run.code == 2);
    CHECK(run.out.empty());
    CHECK(run.complaints() == 1);
    CHECK_THAT(run.err, Catch::Contains(part));
  };
  const std::string out = " --out " + (folder / "net.jsonl.gz");
  check_refused((folder / "net.csv") + out, "net.csv:2: K: expected an integer from 1 to 2147483647, got \"x\"");
  check_refused((folder / "missing.csv") + out, "missing.csv");
  check_refused(folder / "good.csv", "--out");
  check_refused((folder / "good.csv") + out + " --batch 0", "--batch: expected an integer from 1 to 65536");
  check_refused((folder / "good.csv") + out + " --phases wg", "--phases: expected fp or training, got \"wg\"");
  CHECK(folder.files() == std::vector<std::string>{"good.csv", "net.csv"});
}

TEST_CASE("A run that names a topology is told to import it first") {
  const TemporaryFolder folder;
  write_file(folder / "net.csv", "Layer, M, N, K,\nfc, 1, 2, 3,\n");
  const std::string workload = GENERATE(as<std::string>{}, R"("net.csv")", R"({"trace": "net.csv"})");
  write_file(folder / "run.json", R"({"hardware": {"rows": 8, "cols": 8}, "workload": )" + workload + "}");
  const ProgramRun run = run_skipgrid({"run", folder / "run.json"});
  CHECK(run.code == 2);
  CHECK(run.complaints() == 1);
  CHECK_THAT(run.err, Catch::Contains("run.json: /workload") && Catch::Contains("skipgrid trace import "));
}
