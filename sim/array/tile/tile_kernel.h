// The values of tiles without PEs: a blocked, vectorised product whose sums run in exactly the PEs' order.
#pragma once

#include <cstdint>

#include "sim/array/mapping.h"

namespace skipgrid::sim {

/// For every m, n of the ranges: C[m, n] += (0 + A[m, k0] B[k0, n] + A[m, k0 + 1] B[k0 + 1, n] + ...) over k in
/// increasing order, each product and each sum rounded on its own. Row-major with leading dimensions a_stride (>= K),
/// b_stride and c_stride (>= N).
void accumulate_block(const float* a, std::int64_t a_stride, const float* b, std::int64_t b_stride, float* c,
                      std::int64_t c_stride, IndexRange m, IndexRange k, IndexRange n);

}  // namespace skipgrid::sim
