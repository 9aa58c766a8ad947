// One product alone on an array, from the first operand in to the last result out.
#pragma once

#include <functional>

#include "sim/array/array_counters.h"
#include "sim/array/array_gemm.h"
#include "sim/units.h"

namespace skipgrid::sim {

class ArrayModel;

struct GemmTiming {
  Cycles cycles;
  Cycles streaming;  ///< of these, with operands streaming past PE(0, 0)
  ArrayCounters counters;
};

/// Runs `gemm` on an idle `array` inside the open Simulation and waits for the drain. An empty product takes 0 cycles.
/// Throws std::logic_error when the array stops before it is done (a deadlock).
/// `passed`, if any, is told every so often how many cycles have passed: of engine `pe`, since an engine that leaps
/// over cycles would be held up.
GemmTiming run_gemm_alone(ArrayModel& array, const ArrayGemm& gemm,
                          const std::function<void(Cycles)>& passed = nullptr);

}  // namespace skipgrid::sim
