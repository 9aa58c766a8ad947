// Operations to make small traces of.
#pragma once

#include <memory>
#include <string>

#include "traces/ops.h"

namespace skipgrid::sim::testing {

inline traces::GemmOp gemm_op(const std::string& layer, traces::Phase phase, std::int64_t m, std::int64_t k,
                              std::int64_t n) {
  traces::GemmOp op;
  op.layer = layer;
  op.op = "x2h";
  op.phase = phase;
  op.m = m;
  op.k = k;
  op.n = n;
  return op;
}

/// A structured mask of which every neuron from `kept` on is dropped.
inline traces::MaskPtr keep_first(std::int64_t neurons, std::int64_t kept) {
  traces::Mask mask(static_cast<std::size_t>(neurons));
  for (std::int64_t i = kept; i < neurons; ++i) mask.drop(0, static_cast<std::size_t>(i));
  return std::make_shared<const traces::TraceMask>(traces::TraceMask{1, mask});
}

}  // namespace skipgrid::sim::testing
