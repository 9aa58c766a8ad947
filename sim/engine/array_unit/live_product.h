// A product on its way: its masks are scanned, its waves planned, fetched, issued and passed, its results stored.
#pragma once

#include <memory>
#include <optional>

#include "sim/engine/array_unit/gemm_plan.h"
#include "sim/engine/op_window.h"

namespace skipgrid::sim {

struct LiveProduct {
  LiveOp* op;
  std::optional<Cycles> indices_at = std::nullopt;  ///< from when on its kept indices are known
  std::unique_ptr<GemmPlan> plan = nullptr;         ///< there from then on
  std::int64_t issued = 0;                          ///< waves
  std::int64_t stores = 0;                          ///< strips on their way to DRAM
  bool passed = false;                              ///< the array is done with it
  bool reported = false;                            ///< as done
};

}  // namespace skipgrid::sim
