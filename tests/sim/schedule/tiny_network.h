// The trace of a small recurrent network with numbers of its own: products and element-wise operations as an LSTM has
// them, with what each reads and writes small enough to be worked out exactly.
#pragma once

#include <cstdint>
#include <random>
#include <string>
#include <vector>

#include "tests/models/recorded_trace.h"

namespace skipgrid::sim::testing {

/// What a test's values are about: sizes of a network and its masks.
struct TinyNetwork {
  int layers = 2, steps = 3, batch = 2, iterations = 1;
  std::vector<int> widths;       ///< of x of each layer, and of the last layer's results
  bool masks_inputs = true;      ///< a mask on x of each layer and step
  bool masks_recurrence = true;  ///< ... and on h
  std::uint64_t seed = 1;
};

TinyNetwork random_network(std::uint64_t seed);

/// y[t] = x[t] W + h[t-1] U; h[t] and the next layer's x[t] follow from y[t]. Backward dx[t] = g[t] V and
/// dh[t-1] = g[t] S, with V and S, which stay what they are, in place of the transposed W and U; dW += xT[t] g[t],
/// dU += hT[t-1] g[t]; and then W and U follow from dW and dU.
models::RecordedTrace trace_of(const TinyNetwork& network);

}  // namespace skipgrid::sim::testing
