// Half of 650 inputs dropped, and what the product of 20 x 650 by 650 x 2600 then costs on an 8 x 8 array.
#include <iostream>
#include <memory>
#include <systemc>

#include "models/dropout.h"
#include "sim/array/array_model.h"
#include "sim/array/gemm_run.h"
#include "sim/array/simulation.h"
#include "traces/mask.h"

int sc_main(int, char**) {
  namespace models = skipgrid::models;
  namespace sim = skipgrid::sim;

  models::DropoutConfig dropout;
  dropout.draw = models::Draw::fixed_count;
  const skipgrid::traces::Mask mask = models::draw_mask(dropout, models::MaskKey{}, 0.5, 650, 20);

  sim::ArrayConfig config;
  config.rows = config.cols = 8;
  config.schedule = sim::Schedule::serial;

  sim::Simulation simulation;
  const std::unique_ptr<sim::ArrayModel> array = sim::make_array(sim::Engine::tile, config, "array");
  sim::ArrayGemm gemm;
  gemm.m = 20;
  gemm.k = static_cast<std::int64_t>(mask.kept_count());
  gemm.n = 2600;
  std::cout << sim::run_gemm_alone(*array, gemm).cycles.count() << " cycles\n";
  return 0;
}
