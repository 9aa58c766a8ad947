// One training iteration of the Zaremba models on the processor, one thread: dense and with structured dropout.
//   skipgrid_bench --benchmark_filter=train/large_
#include <benchmark/benchmark.h>

#include <random>

#include "models/network/language_model.h"
#include "models/network/network.h"
#include "models/sgd.h"
#include "models/training/blas_device.h"

namespace skipgrid::models {
namespace {

constexpr LanguageModel kMedium{2, 650, 650, 35, 20, 10000};
constexpr LanguageModel kLarge{2, 1500, 1500, 35, 20, 10000};

struct Setting {
  TimeFusion fusion;
  DropoutCase dropout_case;
  bool nr, rh;
};
constexpr Setting kDenseStepped{TimeFusion::stepped, DropoutCase::III, false, false};
constexpr Setting kDenseFused{TimeFusion::fused, DropoutCase::III, false, false};
constexpr Setting kRandom{TimeFusion::fused, DropoutCase::I, true, false};
constexpr Setting kStructuredNr{TimeFusion::fused, DropoutCase::III, true, false};
constexpr Setting kStructuredNrRh{TimeFusion::fused, DropoutCase::III, true, true};

void train(benchmark::State& state, const LanguageModel& config, const Setting& setting) {
  BlasDevice<float> device(setting.fusion, 1);
  Network<float> network(device, network_of(config));
  Sgd<float> sgd(device, network.parameters());
  std::mt19937 random(1);
  std::uniform_real_distribution<float> weight(-0.05f, 0.05f);
  for (const Parameter<float>& parameter : network.parameters()) {
    for (std::int64_t i = 0; i < parameter.value.elements(); ++i) parameter.value.data[i] = weight(random);
  }
  std::vector<std::int32_t> inputs, targets;
  std::uniform_int_distribution<std::int32_t> word(0, config.vocabulary - 1);
  for (int i = 0; i < config.steps * config.batch; ++i) {
    inputs.push_back(word(random));
    targets.push_back(word(random));
  }
  const double rate = config.hidden == kLarge.hidden ? 0.65 : 0.5;
  DropoutConfig dropout;
  dropout.dropout_case = setting.dropout_case;
  dropout.nr = setting.nr ? rate : 0.0;
  dropout.rh = setting.rh ? rate : 0.0;

  const PhaseSeconds before = device.phase_seconds();
  int iteration = 0;
  for (auto _ : state) {
    const Batch batch{{{{config.steps, {}}, inputs.data(), targets.data()}}};
    MaskDrawer masks(dropout, config.batch, iteration++);
    network.begin(batch, masks);
    network.forward(batch);
    network.backward(batch);
    sgd.update({1.0, 5.0});
    network.carry_state();
  }
  const PhaseSeconds after = device.phase_seconds();
  for (const traces::Phase phase : traces::kPhases) {
    const auto i = static_cast<std::size_t>(phase);
    state.counters[std::string(to_string(phase)) + "_ms"] = 1e3 * (after[i] - before[i]) / iteration;
  }
}

BENCHMARK_CAPTURE(train, medium_dense_stepped, kMedium, kDenseStepped)->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(train, medium_dense_fused, kMedium, kDenseFused)->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(train, medium_random_nr, kMedium, kRandom)->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(train, medium_structured_nr, kMedium, kStructuredNr)->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(train, medium_structured_nr_rh, kMedium, kStructuredNrRh)->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(train, large_dense_stepped, kLarge, kDenseStepped)->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(train, large_dense_fused, kLarge, kDenseFused)->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(train, large_random_nr, kLarge, kRandom)->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(train, large_structured_nr, kLarge, kStructuredNr)->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(train, large_structured_nr_rh, kLarge, kStructuredNrRh)->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace skipgrid::models
