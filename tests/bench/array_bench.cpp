// How fast the two engines are: PE-cycles a second (pe), tiles a second and multiply-accumulates a second (tile).
#include <benchmark/benchmark.h>

#include <string>
#include <systemc>
#include <vector>

#include "sim/array/array_model.h"
#include "sim/array/gemm_run.h"
#include "sim/array/pe/pe_array.h"
#include "sim/array/simulation.h"
#include "sim/array/tile/tile_kernel.h"

namespace {

using namespace skipgrid::sim;

ArrayConfig square(int side, Dataflow dataflow, Schedule schedule = Schedule::overlapped) {
  ArrayConfig config;
  config.rows = config.cols = side;
  config.dataflow = dataflow;
  config.schedule = schedule;
  return config;
}

/// Operands and a result of one product.
struct Product {
  Product(std::int64_t m_, std::int64_t k_, std::int64_t n_)
      : a(static_cast<std::size_t>(m_ * k_), 0.5f),
        b(static_cast<std::size_t>(k_ * n_), 0.25f),
        c(static_cast<std::size_t>(m_ * n_)),
        gemm{m_, k_, n_, a.data(), b.data(), c.data()} {}
  std::vector<float> a, b, c;
  ArrayGemm gemm;
};

/// PE-cycles are rows * cols * cycles of the clock; busy PE-cycles are those with a multiply-accumulate. `values`: the
/// product's values move, too, not only what is needed for its time.
void pe_wave(benchmark::State& state, const TickKernel& kernel, Dataflow dataflow, bool values) {
  const Simulation simulation;
  const int side = static_cast<int>(state.range(0));
  const ArrayConfig config = square(side, dataflow);
  PeArray array("array", config, kernel);
  // One wave: a tile of side x side, 2,000 operands long.
  const Product product = dataflow == Dataflow::os ? Product(side, 2000, side) : Product(2000, side, side);
  const ArrayGemm gemm = values ? product.gemm : ArrayGemm{product.gemm.m, product.gemm.k, product.gemm.n};
  double pe_cycles = 0, busy = 0;
  for (auto _ : state) {
    const GemmTiming timing = run_gemm_alone(array, gemm);
    pe_cycles += static_cast<double>(timing.cycles.count() * config.pes());
    busy += static_cast<double>(timing.counters.macs);
  }
  state.counters["PE-cycles/s"] = benchmark::Counter(pe_cycles, benchmark::Counter::kIsRate);
  state.counters["busy PE-cycles/s"] = benchmark::Counter(busy, benchmark::Counter::kIsRate);
}

const bool kPeWavesAreRegistered = [] {
  for (const TickKernel* kernel : all_tick_kernels()) {
    const std::string name = std::string("pe_wave/") + kernel->isa;
    benchmark::RegisterBenchmark((name + "/ws").c_str(), pe_wave, *kernel, Dataflow::ws, true)
        ->Arg(8)
        ->Arg(32)
        ->Arg(128)
        ->Unit(benchmark::kMillisecond);
    benchmark::RegisterBenchmark((name + "/os").c_str(), pe_wave, *kernel, Dataflow::os, true)
        ->Arg(32)
        ->Arg(128)
        ->Unit(benchmark::kMillisecond);
    benchmark::RegisterBenchmark((name + "/ws_time_only").c_str(), pe_wave, *kernel, Dataflow::ws, false)
        ->Arg(32)
        ->Arg(128)
        ->Unit(benchmark::kMillisecond);
  }
  return true;
}();

/// Tiles issued one by one, as a machine with memory does: every tile is its own events.
class OneByOne : public sc_core::sc_module {
 public:
  SC_HAS_PROCESS(OneByOne);
  OneByOne(sc_core::sc_module_name name, ArrayModel& array) : sc_module(name), array_(array) {
    SC_METHOD(issue_next);
    dont_initialize();
    sensitive << array_.ready_event() << begin_;
  }
  void start(const ArrayGemm& gemm, std::int64_t tiles) {
    gemm_ = gemm, tiles_ = tiles, next_ = 0;
    begin_.notify(sc_core::SC_ZERO_TIME);
  }

 private:
  void issue_next() {
    if (next_ < tiles_ && array_.ready()) array_.issue(gemm_, TileRange{next_++, 1});
  }
  ArrayModel& array_;
  ArrayGemm gemm_;
  std::int64_t tiles_ = 0, next_ = 0;
  sc_core::sc_event begin_;
};

void tile_events(benchmark::State& state) {
  const Simulation simulation;
  const ArrayConfig config = square(8, Dataflow::ws);
  const auto array = make_array(Engine::tile, config, "array");
  OneByOne issuer("issuer", *array);
  const ArrayGemm gemm{20, 650, 2600, nullptr, nullptr, nullptr};
  const std::int64_t tiles = Tiling(config, gemm.m, gemm.k, gemm.n).count();
  for (auto _ : state) {
    issuer.start(gemm, tiles);
    sc_core::sc_start();
  }
  state.counters["tiles/s"] = benchmark::Counter(static_cast<double>(tiles) * static_cast<double>(state.iterations()),
                                                 benchmark::Counter::kIsRate);
}
BENCHMARK(tile_events)->Unit(benchmark::kMillisecond);

/// Whole products as uniform runs of tiles, as `skipgrid run` issues them.
void tile_runs(benchmark::State& state) {
  const Simulation simulation;
  const ArrayConfig config = square(static_cast<int>(state.range(0)), Dataflow::ws);
  const auto array = make_array(Engine::tile, config, "array");
  const ArrayGemm gemm{20, 650, 2600, nullptr, nullptr, nullptr};
  std::int64_t tiles = 0;
  for (auto _ : state) tiles += run_gemm_alone(*array, gemm).counters.tiles;
  state.counters["tiles/s"] = benchmark::Counter(static_cast<double>(tiles), benchmark::Counter::kIsRate);
}
BENCHMARK(tile_runs)->Arg(8)->Arg(128);

void tile_values(benchmark::State& state, Dataflow dataflow) {
  const Simulation simulation;
  const ArrayConfig config = square(static_cast<int>(state.range(0)), dataflow);
  const auto array = make_array(Engine::tile, config, "array");
  const Product product(20, 650, 2600);
  double macs = 0;
  for (auto _ : state) macs += static_cast<double>(run_gemm_alone(*array, product.gemm).counters.macs);
  state.counters["MAC/s"] = benchmark::Counter(macs, benchmark::Counter::kIsRate);
}
BENCHMARK_CAPTURE(tile_values, ws, Dataflow::ws)->Arg(8)->Arg(32)->Arg(128)->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(tile_values, os, Dataflow::os)->Arg(32)->Unit(benchmark::kMillisecond);

}  // namespace
