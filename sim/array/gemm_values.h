// The values of products: rounding to the array's precision, compaction by masks, and the reference result that both
// engines must match to the bit.
#pragma once

#include <cstdint>
#include <vector>

#include "sim/array/array_config.h"

namespace skipgrid::sim {

/// Rounds to bfloat16, to nearest, ties to even; a NaN stays a (quiet) NaN.
float round_to_bf16(float value);
float round_to(Precision precision, float value);

/// The plain triple loop, the slow and obvious version: row-major C[m x n] = A[m x k] B[k x n] as `config` defines the
/// order of sums (a tile's column sum starts at 0, adds k in increasing order, and is added to C in tile order).
/// Operands are rounded to the array's precision first.
std::vector<float> reference_gemm(const ArrayConfig& config, std::int64_t m, std::int64_t k, std::int64_t n,
                                  const std::vector<float>& a, const std::vector<float>& b);

/// Rows of a row-major matrix [rows x cols] picked by `kept` (increasing), likewise columns.
std::vector<float> gather(const std::vector<float>& matrix, std::int64_t cols,
                          const std::vector<std::uint32_t>& kept_rows, const std::vector<std::uint32_t>& kept_cols);
/// The inverse of gather into a matrix of zeros [rows x cols].
std::vector<float> scatter(const std::vector<float>& compact, std::int64_t rows, std::int64_t cols,
                           const std::vector<std::uint32_t>& kept_rows, const std::vector<std::uint32_t>& kept_cols);

}  // namespace skipgrid::sim
