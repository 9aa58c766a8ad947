// What a mask costs the simulator: finding the structurally kept neurons, once for every product it applies to.
#include <benchmark/benchmark.h>

#include "traces/mask.h"

namespace skipgrid::traces {
namespace {

/// Rows of 1500 neurons (the hidden size of zaremba_large) with two of three dropped.
Mask sparse_mask(std::size_t rows) {
  Mask mask(1500, rows);
  for (std::size_t row = 0; row < rows; ++row) {
    for (std::size_t neuron = 0; neuron < mask.neurons(); ++neuron) {
      if ((neuron + row) % 3 != 0) mask.drop(row, neuron);
    }
  }
  return mask;
}

void kept_indices(benchmark::State& state) {
  const Mask mask = sparse_mask(static_cast<std::size_t>(state.range(0)));
  for (auto _ : state) benchmark::DoNotOptimize(mask.kept_indices());
  state.SetItemsProcessed(state.iterations());
}
BENCHMARK(kept_indices)->ArgName("rows")->Arg(1)->Arg(20);

}  // namespace
}  // namespace skipgrid::traces
