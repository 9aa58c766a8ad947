// The contract between the engines: same cycles, same busy PEs, same tiles, same bits.
#include "sim/array/array_model.h"

#include <algorithm>
#include <catch2/catch.hpp>
#include <cstring>
#include <functional>
#include <systemc>

#include "sim/array/gemm_run.h"
#include "sim/array/simulation.h"
#include "sim/array/tile/wave_timing.h"
#include "tests/sim/array/random_cases.h"

using namespace skipgrid::sim;
using skipgrid::sim::testing::RandomCases;
using skipgrid::sim::testing::RandomProduct;

namespace {

bool same_bits(const std::vector<float>& x, const std::vector<float>& y) {
  return x.size() == y.size() && (x.empty() || std::memcmp(x.data(), y.data(), x.size() * sizeof(float)) == 0);
}

std::vector<float> rounded(const ArrayConfig& config, std::vector<float> values) {
  for (float& value : values) value = round_to(config.precision, value);
  return values;
}

/// The products of one case in the order in which both engines get them, and what came out.
struct Outcome {
  std::vector<GemmTiming> timings;
  std::vector<std::vector<float>> results;
};

Outcome run_all_alone(Engine engine, const ArrayConfig& config, const std::vector<RandomProduct>& products) {
  Outcome outcome;
  const Simulation simulation;
  const auto array = make_array(engine, config, "array");
  for (const RandomProduct& product : products) {
    const std::vector<float> a = rounded(config, product.a);
    const std::vector<float> b = rounded(config, product.b);
    std::vector<float> c(static_cast<std::size_t>(product.rows() * product.cols()), 0.0f);
    const ArrayGemm gemm{product.rows(), product.inner(), product.cols(), a.data(), b.data(), c.data()};
    outcome.timings.push_back(run_gemm_alone(*array, gemm));
    outcome.results.push_back(std::move(c));
  }
  return outcome;
}

std::string describe(const ArrayConfig& config) {
  return std::to_string(config.rows) + " x " + std::to_string(config.cols) + " " +
         std::string(to_string(config.dataflow)) + " " + std::string(to_string(config.schedule)) + " " +
         std::string(to_string(config.precision)) + ", multiplier stages " + std::to_string(config.multiplier_stages);
}

/// Issues ranges of tiles one after another, each not before its own cycle, and notes when things happened.
struct LateRange {
  const ArrayGemm* gemm;
  TileRange tiles;
  std::int64_t not_before;
};

class Issuer : public sc_core::sc_module {
 public:
  SC_HAS_PROCESS(Issuer);
  Issuer(sc_core::sc_module_name name, ArrayModel& array, std::vector<LateRange> ranges)
      : sc_module(name), array_(array), ranges_(std::move(ranges)) {
    SC_THREAD(issue_all);
    SC_METHOD(note_completed);
    dont_initialize();
    sensitive << array_.completed_event();
    SC_METHOD(note_started);
    dont_initialize();
    sensitive << array_.ready_event();
  }
  std::vector<std::int64_t> ready_cycles, completed_cycles;
  std::vector<StreamRun> streams;

 private:
  void issue_all() {
    for (const LateRange& range : ranges_) {
      while (!array_.ready()) wait(array_.ready_event());
      const std::int64_t now = current_cycle().count();
      ready_cycles.push_back(now);
      if (range.not_before > now)
        wait(sc_core::sc_time::from_value(static_cast<std::uint64_t>(range.not_before - now) * cycle_period().value()));
      array_.issue(*range.gemm, range.tiles);
    }
  }
  void note_started() { streams.push_back(array_.latest_streams()); }
  void note_completed() { completed_cycles.push_back(current_cycle().count()); }

  ArrayModel& array_;
  std::vector<LateRange> ranges_;
};

}  // namespace

TEST_CASE("Both engines give the same cycles, busy PEs, tiles and bits for products alone") {
  const auto seed = GENERATE(range(1, 13));
  CAPTURE(seed);
  RandomCases random(static_cast<std::uint64_t>(seed));
  std::int64_t dropped_everything = 0;
  for (int machine = 0; machine < 60; ++machine) {
    const ArrayConfig config = random.array(machine % 10 == 0 ? 40 : 9);
    CAPTURE(describe(config));
    std::vector<RandomProduct> products;
    for (int i = 0; i < 6; ++i) products.emplace_back(random, 30);
    const Outcome pe = run_all_alone(Engine::pe, config, products);
    const Outcome tile = run_all_alone(Engine::tile, config, products);
    for (std::size_t i = 0; i < products.size(); ++i) {
      const RandomProduct& product = products[i];
      CAPTURE(product.rows(), product.inner(), product.cols());
      const Tiling tiling(config, product.rows(), product.inner(), product.cols());
      CHECK(pe.timings[i].cycles.count() == tile.timings[i].cycles.count());
      CHECK(pe.timings[i].cycles.count() == isolated_cycles(config, tiling.count(), tiling.stream()).count());
      CHECK(pe.timings[i].counters.tiles == tile.timings[i].counters.tiles);
      CHECK(pe.timings[i].counters.used_pes == tile.timings[i].counters.used_pes);
      CHECK(pe.timings[i].counters.register_moves == tile.timings[i].counters.register_moves);
      CHECK(pe.timings[i].counters.macs == tile.timings[i].counters.macs);
      CHECK(pe.timings[i].counters.macs == product.rows() * product.inner() * product.cols());
      const auto expected =
          reference_gemm(config, product.rows(), product.inner(), product.cols(), product.a, product.b);
      CHECK(same_bits(pe.results[i], expected));
      CHECK(same_bits(tile.results[i], expected));
      if (product.rows() * product.inner() * product.cols() == 0) {
        ++dropped_everything;
        CHECK(pe.timings[i].cycles.count() == 0);
      }
    }
  }
  CHECK(dropped_everything > 0);
}

TEST_CASE("Both engines start and finish waves in the same cycles when tiles are issued late and one by one") {
  const auto seed = GENERATE(range(1, 9));
  CAPTURE(seed);
  RandomCases random(static_cast<std::uint64_t>(seed) * 7919);
  for (int machine = 0; machine < 60; ++machine) {
    const ArrayConfig config = random.array(8);
    CAPTURE(describe(config));
    std::vector<RandomProduct> products;
    for (int i = 0; i < 4; ++i) products.emplace_back(random, 25);

    // The same random cuts of each product into ranges, at the same random earliest cycles, for both engines.
    struct Cut {
      std::size_t product;
      TileRange tiles;
      std::int64_t gap;
    };
    std::vector<Cut> cuts;
    for (std::size_t p = 0; p < products.size(); ++p) {
      const Tiling tiling(config, products[p].rows(), products[p].inner(), products[p].cols());
      for (std::int64_t first = 0; first < tiling.count();) {
        const std::int64_t count = std::min<std::int64_t>(tiling.count() - first, random.between(1, 4));
        cuts.push_back({p, {first, count}, random.one_in(2) ? 0 : random.between(0, 60)});
        first += count;
      }
    }
    const auto play = [&](Engine engine, std::vector<std::vector<float>>& results, ArrayCounters& counters) {
      const Simulation simulation;
      const auto array = make_array(engine, config, "array");
      std::vector<ArrayGemm> gemms;
      std::vector<std::vector<float>> operands;
      operands.reserve(products.size() * 2);
      results.clear();
      results.reserve(products.size());
      for (const RandomProduct& product : products) {
        const auto& a = operands.emplace_back(rounded(config, product.a));
        const auto& b = operands.emplace_back(rounded(config, product.b));
        auto& c = results.emplace_back(static_cast<std::size_t>(product.rows() * product.cols()), 0.0f);
        gemms.push_back({product.rows(), product.inner(), product.cols(), a.data(), b.data(), c.data()});
      }
      std::vector<LateRange> ranges;
      std::int64_t cycle = 0;
      for (const Cut& cut : cuts) ranges.push_back({&gemms[cut.product], cut.tiles, cycle += cut.gap});
      Issuer issuer("issuer", *array, std::move(ranges));
      sc_core::sc_start();
      counters = array->counters();
      return std::make_tuple(issuer.ready_cycles, issuer.completed_cycles, issuer.streams);
    };
    std::vector<std::vector<float>> pe_results, tile_results;
    ArrayCounters pe_counters, tile_counters;
    const auto pe = play(Engine::pe, pe_results, pe_counters);
    const auto tile = play(Engine::tile, tile_results, tile_counters);
    CHECK(std::get<0>(pe) == std::get<0>(tile));
    CHECK(std::get<1>(pe) == std::get<1>(tile));
    CHECK(std::get<1>(pe).size() == cuts.size());
    CHECK((std::get<2>(pe) == std::get<2>(tile)));
    CHECK(pe_counters.macs == tile_counters.macs);
    CHECK(pe_counters.used_pes == tile_counters.used_pes);
    CHECK(pe_counters.register_moves == tile_counters.register_moves);
    for (std::size_t p = 0; p < products.size(); ++p) {
      const RandomProduct& product = products[p];
      const auto expected =
          reference_gemm(config, product.rows(), product.inner(), product.cols(), product.a, product.b);
      CHECK(same_bits(pe_results[p], expected));
      CHECK(same_bits(tile_results[p], expected));
    }
  }
}

TEST_CASE("Results are added to what C already holds") {
  const auto engine = GENERATE(Engine::pe, Engine::tile);
  const auto dataflow = GENERATE(Dataflow::ws, Dataflow::is, Dataflow::os);
  ArrayConfig config;
  config.rows = config.cols = 2;
  config.dataflow = dataflow;
  const std::vector<float> a{1, 2, 3, 4, 5, 6};  // 2 x 3
  const std::vector<float> b{1, 0, 0, 1, 1, 1};  // 3 x 2
  std::vector<float> c{100, 200, 300, 400};
  const Simulation simulation;
  const auto array = make_array(engine, config, "array");
  run_gemm_alone(*array, {2, 3, 2, a.data(), b.data(), c.data()});
  CHECK(c == std::vector<float>{104, 205, 310, 411});
}

TEST_CASE("A product whose cycles are watched takes as many, and they are told in order up to the last") {
  ArrayConfig config;
  config.rows = config.cols = 2;
  config.schedule = GENERATE(Schedule::serial, Schedule::overlapped);
  const std::int64_t m = GENERATE(1, 9'990, 25'000);
  const ArrayGemm gemm{m, 2, 2, nullptr, nullptr, nullptr};
  const auto run = [&](const std::function<void(Cycles)>& passed) {
    const Simulation simulation;
    return run_gemm_alone(*make_array(Engine::pe, config, "array"), gemm, passed);
  };
  std::vector<Cycles> told;
  const GemmTiming watched = run([&](Cycles cycles) { told.push_back(cycles); }), alone = run(nullptr);
  CHECK(watched.cycles == alone.cycles);
  CHECK(watched.streaming == alone.streaming);
  CHECK(watched.counters.tiles == alone.counters.tiles);
  CHECK(watched.counters.macs == alone.counters.macs);
  CHECK(std::is_sorted(told.begin(), told.end()));
  REQUIRE_FALSE(told.empty());
  CHECK(told.back() == watched.cycles);
  // Each time after 10,000 cycles, and at the end.
  CHECK(static_cast<std::int64_t>(told.size()) == watched.cycles.count() / 10'000 + 1);
}

TEST_CASE("An array can be simulated hundreds of times in one process") {
  for (int i = 0; i < 300; ++i) {
    const Simulation simulation;
    ArrayConfig config;
    config.rows = config.cols = 4;
    const auto array = make_array(Engine::pe, config, "array");
    CHECK(run_gemm_alone(*array, {4, 4, 4, nullptr, nullptr, nullptr}).cycles.count() == 2 * 4 + 4 + 4 - 2);
  }
}
