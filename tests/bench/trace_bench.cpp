// How fast a large model's iteration is traced, and how fast its schedule is found.
#include <benchmark/benchmark.h>

#include <utility>

#include "models/network/language_model.h"
#include "models/workload.h"
#include "sim/schedule/iteration/iteration_splitter.h"
#include "sim/schedule/search/search.h"

namespace {

using namespace skipgrid;

/// Counts what comes in, so that nothing is left out as unused.
struct Counter : traces::TraceSink {
  void begin(const traces::TraceHeader&) override {}
  void gemm(const traces::GemmOp& op) override { macs += op.kept_macs(); }
  void vector(const traces::VectorOp& op) override { macs += op.elements; }
  void end() override {}
  std::int64_t macs = 0;
};

const models::WorkloadConfig kLarge{"zaremba_large", models::network_of({2, 1500, 1500, 35, 20, 10000}), {}};

models::DropoutConfig dropout(models::DropoutCase which) {
  models::DropoutConfig config;
  config.dropout_case = which;
  config.nr = config.rh = 0.65;
  return config;
}

void trace_large(benchmark::State& state, models::DropoutCase which) {
  for (auto _ : state) {
    Counter counter;
    models::trace_workload(kLarge, dropout(which), 1, counter);
    benchmark::DoNotOptimize(counter.macs);
  }
}
BENCHMARK_CAPTURE(trace_large, case_III, models::DropoutCase::III)->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(trace_large, case_I, models::DropoutCase::I)->Unit(benchmark::kMillisecond);

/// Tracing included: subtract trace_large.
void search_large(benchmark::State& state) {
  sim::MachineConfig config;
  config.array.rows = config.array.cols = 128;
  for (auto _ : state) {
    std::int64_t cycles = 0;
    sim::IterationSplitter splitter([&](sim::IterationOps&& ops) {
      const sim::Iteration iteration(std::move(ops));
      cycles += search_schedules(iteration, config, sim::Skipping::on, sim::Effort::normal).front().cycles;
    });
    models::trace_workload(kLarge, dropout(models::DropoutCase::III), 1, splitter);
    benchmark::DoNotOptimize(cycles);
  }
}
BENCHMARK(search_large)->Unit(benchmark::kMillisecond);

}  // namespace
