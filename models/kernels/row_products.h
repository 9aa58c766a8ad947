// The three products of training around one weight matrix, for a group of independent steps, each with its own list of
// kept rows: the rows are read where they lie, so that nothing is gathered and nothing is scattered.
#pragma once

#include <cstdint>
#include <limits>

namespace skipgrid::models {

/// One step of a group. The batch is B; D of the weight's rows take part, listed in `rows` (null: rows 0 .. D - 1).
template <class Scalar>
struct RowStep {
  Scalar* x;                  ///< [B x D], row-major without gaps
  const std::uint32_t* rows;  ///< increasing
  std::int64_t row_count;     ///< D
  Scalar* y;                  ///< [B x N], row-major without gaps
};

/// W has `all_rows` rows of N. Operands that a product only reads are not changed.
template <class Scalar>
struct RowProduct {
  const RowStep<Scalar>* steps;
  int step_count;
  std::int64_t batch;
  Scalar* w;
  std::int64_t all_rows;
  std::int64_t n;
  bool accumulate;  ///< add to the result instead of overwriting it
  /// The part of the result to compute: columns of W (forward, weight gradient), rows of W (data gradient). The first
  /// is a multiple of kRowProductPanel; what is beyond the last is cut off. Each part has the bits that it has in the
  /// whole.
  std::int64_t first = 0;
  std::int64_t end = std::numeric_limits<std::int64_t>::max();
};

inline constexpr std::int64_t kRowProductPanel = 64;

}  // namespace skipgrid::models
