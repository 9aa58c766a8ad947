#include "sim/array/array_gemm.h"

#include "sim/units.h"

namespace skipgrid::sim {

Tiling::Tiling(const ArrayConfig& config, std::int64_t m, std::int64_t k, std::int64_t n)
    : rows_(config.rows), cols_(config.cols) {
  const Mapping& mapping = mapping_of(config.dataflow);
  const PerDimension<std::int64_t> sizes{m, k, n};
  rows_dimension_ = sizes[mapping.rows];
  cols_dimension_ = sizes[mapping.cols];
  stream_ = sizes[mapping.stream];
  rows_first_ = !mapping.output_stationary();
  const bool empty = m == 0 || k == 0 || n == 0;
  row_tiles_ = empty ? 0 : divide_up(rows_dimension_, rows_);
  col_tiles_ = empty ? 0 : divide_up(cols_dimension_, cols_);
}

Tile Tiling::tile(std::int64_t index) const {
  const std::int64_t row = rows_first_ ? index % row_tiles_ : index / col_tiles_;
  const std::int64_t col = rows_first_ ? index / row_tiles_ : index % col_tiles_;
  Tile tile;
  tile.first_row = row * rows_;
  tile.first_col = col * cols_;
  tile.used_rows = static_cast<int>(std::min<std::int64_t>(rows_, rows_dimension_ - tile.first_row));
  tile.used_cols = static_cast<int>(std::min<std::int64_t>(cols_, cols_dimension_ - tile.first_col));
  tile.stream = stream_;
  return tile;
}

}  // namespace skipgrid::sim
