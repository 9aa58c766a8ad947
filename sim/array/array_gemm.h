// A matrix product as the array sees it: compacted operands, cut into tiles of what is stationary at once.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>

#include "sim/array/array_config.h"

namespace skipgrid::sim {

/// C[m x n] += A[m x k] B[k x n] over kept indices only; row-major and dense. Any dimension may be 0: nothing to do.
/// Operands are already rounded to the array's precision. All three pointers are null (only time is asked for, the PEs
/// stream zeros) or none is; they must outlive the product.
struct ArrayGemm {
  std::int64_t m = 0, k = 0, n = 0;
  const float* a = nullptr;
  const float* b = nullptr;
  float* c = nullptr;

  PerDimension<std::int64_t> sizes() const { return {m, k, n}; }
  bool has_values() const { return c != nullptr; }
  bool empty() const { return m == 0 || k == 0 || n == 0; }
};

/// A matrix that may be seen transposed, so that `is` is `ws` with the operands exchanged and C transposed.
template <class Value>
struct MatrixView {
  Value* data = nullptr;
  std::int64_t row_stride = 0;
  std::int64_t col_stride = 0;

  Value* at(std::int64_t row, std::int64_t col) const {
    return data == nullptr ? nullptr : data + row * row_stride + col * col_stride;
  }
};

/// One tile: which indices lie on the physical rows and columns, and how many operands stream past.
struct Tile {
  std::int64_t first_row = 0;  ///< index of the rows' dimension that lies on physical row 0
  std::int64_t first_col = 0;  ///< index of the columns' dimension that lies on physical column 0
  int used_rows = 0;
  int used_cols = 0;
  std::int64_t stream = 0;  ///< T: length of the streamed dimension

  std::int64_t used_pes() const { return static_cast<std::int64_t>(used_rows) * used_cols; }
  friend bool operator==(const Tile& x, const Tile& y) {
    return x.first_row == y.first_row && x.first_col == y.first_col && x.used_rows == y.used_rows &&
           x.used_cols == y.used_cols && x.stream == y.stream;
  }
};

/// The tiles of one product on one array, in the order in which the array takes them: along the rows first, where K is
/// (ws, is), so that the partial sums of one output strip are finished before the next begins; else (os) along the
/// columns.
class Tiling {
 public:
  Tiling(const ArrayConfig& config, std::int64_t m, std::int64_t k, std::int64_t n);

  std::int64_t count() const { return row_tiles_ * col_tiles_; }
  Tile tile(std::int64_t index) const;
  /// T: the length of the streamed dimension, the same for every tile of the product.
  std::int64_t stream() const { return stream_; }
  /// Sum over all tiles of used_rows * used_cols.
  std::int64_t used_pes() const { return count() == 0 ? 0 : rows_dimension_ * cols_dimension_; }

  /// Sum over all tiles of used_rows, and of used_cols.
  std::int64_t used_rows() const { return rows_dimension_ * col_tiles_; }
  std::int64_t used_cols() const { return cols_dimension_ * row_tiles_; }

 private:
  std::int64_t rows_dimension_, cols_dimension_, stream_;
  std::int64_t row_tiles_, col_tiles_;
  int rows_, cols_;
  bool rows_first_;
};

/// Tiles [first, first + count) of a product.
struct TileRange {
  std::int64_t first = 0;
  std::int64_t count = 0;
};

}  // namespace skipgrid::sim
