// Half of 650 inputs dropped, and what the product of 20 x 650 by 650 x 2600 then costs on an 8 x 8 array.
#include <iostream>
#include <memory>
#include <systemc>

#include "sim/array/gemm_run.h"
#include "sim/array/simulation.h"
#include "traces/mask.h"

int sc_main(int, char**) {
  skipgrid::traces::Mask mask(650);
  for (std::size_t neuron = 1; neuron < mask.neurons(); neuron += 2) mask.drop(0, neuron);

  skipgrid::sim::ArrayConfig config;
  config.rows = config.cols = 8;
  config.schedule = skipgrid::sim::Schedule::serial;

  skipgrid::sim::Simulation simulation;
  const auto array = skipgrid::sim::make_array(skipgrid::sim::Engine::tile, config, "array");
  skipgrid::sim::ArrayGemm gemm;
  gemm.m = 20;
  gemm.k = static_cast<std::int64_t>(mask.kept_count());
  gemm.n = 2600;
  std::cout << skipgrid::sim::run_gemm_alone(*array, gemm).cycles.count() << " cycles\n";
  return 0;
}
