// What is seen of one product while it is simulated.
#pragma once

#include "sim/cli/gemm/product.h"
#include "sim/cli/progress/task_display.h"

namespace skipgrid::cli {

/// What else than time is wanted of a product.
enum class Extra { none, checked_values, waveform };

class GemmDisplay {
 public:
  GemmDisplay(sim::Engine engine, const sim::ArrayConfig& array, const Product& product, Extra extra);

  /// What the simulation is to call; nothing where it takes no time.
  CyclesPassed passed();

 private:
  sim::ProgressBoard board_{1};
  const sim::Cycles cycles_;        // known from the engine that takes no time; 0 when that is the one
  const double simulation_, rest_;  // seconds, estimated
  TaskDisplay display_;
};

}  // namespace skipgrid::cli
