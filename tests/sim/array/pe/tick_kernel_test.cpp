// The tick of every instruction set that this machine has: the same bits, counts and waveforms, and the tile engine's.
#include "sim/array/pe/kernels/tick_kernel.h"

#include <catch2/catch.hpp>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "sim/array/gemm_run.h"
#include "sim/array/pe/pe_array.h"
#include "sim/array/pe/waveform.h"
#include "sim/array/simulation.h"
#include "tests/sim/array/random_cases.h"

using namespace skipgrid::sim;
using skipgrid::sim::testing::RandomCases;
using skipgrid::sim::testing::RandomProduct;

namespace {

struct GridOutcome {
  std::vector<std::int64_t> counts;  ///< of each product: cycles, macs, used PEs, register moves
  std::vector<std::uint32_t> bits;   ///< of all results
};
bool operator==(const GridOutcome& a, const GridOutcome& b) { return a.counts == b.counts && a.bits == b.bits; }

std::vector<float> in_precision(const ArrayConfig& config, std::vector<float> values) {
  for (float& value : values) value = round_to(config.precision, value);
  return values;
}

GridOutcome run_all(ArrayModel& array, const std::vector<RandomProduct>& products) {
  GridOutcome outcome;
  for (const RandomProduct& product : products) {
    const std::vector<float> a = in_precision(array.config(), product.a), b = in_precision(array.config(), product.b);
    // Results are added to: a negative zero would become a positive one if a zero were added on the way.
    std::vector<float> c(static_cast<std::size_t>(product.rows() * product.cols()), -0.0f);
    const GemmTiming timing =
        run_gemm_alone(array, {product.rows(), product.inner(), product.cols(), a.data(), b.data(), c.data()});
    outcome.counts.insert(outcome.counts.end(), {timing.cycles.count(), timing.counters.macs, timing.counters.used_pes,
                                                 timing.counters.register_moves});
    const std::size_t first = outcome.bits.size();
    outcome.bits.resize(first + c.size());
    if (!c.empty()) std::memcpy(outcome.bits.data() + first, c.data(), c.size() * sizeof(float));
  }
  return outcome;
}

GridOutcome run_tiles(const ArrayConfig& config, const std::vector<RandomProduct>& products) {
  const Simulation simulation;
  const auto array = make_array(Engine::tile, config, "array");
  return run_all(*array, products);
}

GridOutcome run_pes(const TickKernel& kernel, const ArrayConfig& config, const std::vector<RandomProduct>& products) {
  const Simulation simulation;
  PeArray array("array", config, kernel);
  return run_all(array, products);
}

/// What PEs received, held and did in every cycle.
std::string run_waveform(const TickKernel& kernel, const ArrayConfig& config,
                         const std::vector<RandomProduct>& products) {
  const std::string path = (std::filesystem::temp_directory_path() / "skipgrid_tick_kernel_test.vcd").string();
  {
    const Simulation simulation;
    PeArray array("array", config, kernel);
    Waveform waveform("waveform", array, path);
    run_all(array, products);
    waveform.finish();
  }
  std::ostringstream text;
  text << std::ifstream(path).rdbuf();
  std::filesystem::remove(path);
  return text.str().substr(text.str().find("$timescale"));
}

/// Columns on both sides of every vector's and word's end, and single rows and columns.
constexpr int kSides[] = {1, 3, 7, 8, 9, 15, 16, 17, 31, 33, 63, 64, 65, 127, 128, 129, 150};

ArrayConfig random_grid(RandomCases& random) {
  ArrayConfig config = random.array(9);
  config.cols = kSides[random.between(0, 16)];
  if (random.one_in(3)) config.rows = kSides[random.between(0, 12)];
  return config;
}

}  // namespace

TEST_CASE("Every instruction set's tick gives the tile engine's bits, cycles, busy PEs and register moves") {
  const auto seed = GENERATE(range(1, 9));
  CAPTURE(seed);
  RandomCases random(static_cast<std::uint64_t>(seed) * 104729);
  for (int machine = 0; machine < 20; ++machine) {
    const ArrayConfig config = random_grid(random);
    CAPTURE(config.rows, config.cols, to_string(config.dataflow), config.multiplier_stages);
    std::vector<RandomProduct> products;
    // Smaller than the grid, so that columns and rows stay empty, and larger.
    for (int i = 0; i < 3; ++i) products.emplace_back(random, random.one_in(2) ? 20 : 170);
    const GridOutcome expected = run_tiles(config, products);
    for (const TickKernel* kernel : all_tick_kernels()) {
      CAPTURE(kernel->isa);
      CHECK(run_pes(*kernel, config, products) == expected);
    }
  }
}

TEST_CASE("Every instruction set's tick gives the same waveform, seen or not the same results") {
  const auto dataflow = GENERATE(Dataflow::ws, Dataflow::is, Dataflow::os);
  const auto stages = GENERATE(1, 3);
  RandomCases random(static_cast<std::uint64_t>(stages));
  ArrayConfig config;
  config.rows = 3;
  config.cols = 19;
  config.dataflow = dataflow;
  config.multiplier_stages = stages;
  std::vector<RandomProduct> products;
  for (int i = 0; i < 3; ++i) products.emplace_back(random, 12);
  const std::string expected = run_waveform(*all_tick_kernels().front(), config, products);
  CHECK(expected.find("pe_r2_c18") != std::string::npos);
  for (const TickKernel* kernel : all_tick_kernels()) {
    CAPTURE(kernel->isa);
    CHECK((run_waveform(*kernel, config, products) == expected));
  }
}

namespace {

/// Counts the ticks of a grid.
class Ticks : public sc_core::sc_module {
 public:
  SC_HAS_PROCESS(Ticks);
  Ticks(sc_core::sc_module_name name, const PeArray& array) : sc_module(name) {
    SC_METHOD(note);
    dont_initialize();
    sensitive << array.ticked_event();
  }
  std::int64_t count = 0;

 private:
  void note() { ++count; }
};

}  // namespace

TEST_CASE("The grid ticks once a cycle while something moves, and not at all between products") {
  const Simulation simulation;
  ArrayConfig config;
  config.rows = 4;
  config.cols = 5;
  PeArray array("array", config);
  const Ticks ticks("ticks", array);
  const ArrayGemm gemm{6, 4, 5, nullptr, nullptr, nullptr};
  const Cycles first = run_gemm_alone(array, gemm).cycles;
  CHECK(ticks.count == first.count());
  sc_core::sc_start(sc_core::sc_time::from_value(1000 * cycle_period().value()));
  CHECK(ticks.count == first.count());
  CHECK(run_gemm_alone(array, gemm).cycles == first);
  CHECK(ticks.count == 2 * first.count());
}

TEST_CASE("Products without values between others change no bit, in an array that never empties") {
  const auto seed = GENERATE(range(1, 13));
  CAPTURE(seed);
  RandomCases random(static_cast<std::uint64_t>(seed) * 31);
  ArrayConfig config = random.array(7);
  config.schedule = Schedule::overlapped;
  const int m = random.between(1, 12), k = random.between(1, 12), n = random.between(1, 12);
  const std::vector<float> a = in_precision(config, random.matrix(m, k)), b = in_precision(config, random.matrix(k, n));
  const std::vector<float> expected = reference_gemm(config, m, k, n, a, b);
  const std::int64_t tiles = Tiling(config, m, k, n).count();

  const Simulation simulation;
  PeArray array("array", config);
  std::vector<std::vector<float>> results;
  results.reserve(20);
  for (int i = 0; i < 20; ++i) {
    ArrayGemm gemm{m, k, n, nullptr, nullptr, nullptr};
    if (random.one_in(2)) {
      std::vector<float>& c = results.emplace_back(static_cast<std::size_t>(m * n), 0.0f);
      gemm = {m, k, n, a.data(), b.data(), c.data()};
    }
    while (!array.ready()) sc_core::sc_start(cycle_period());
    array.issue(gemm, {0, tiles});
  }
  sc_core::sc_start();
  CHECK(array.completed() == 20);
  for (const std::vector<float>& c : results) CHECK(c == expected);
}
