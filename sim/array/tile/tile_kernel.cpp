#include "sim/array/tile/tile_kernel.h"

namespace skipgrid::sim {

namespace {

// A block of C that stays in registers while k runs: vectors along n keep every element's own order of sums.
constexpr int kBlockRows = 4;
constexpr int kBlockCols = 16;
// Spelled out, since the compiler left alone vectorises along the wrong dimension; narrower machines split it.
using Vector = float __attribute__((vector_size(kBlockCols * sizeof(float)), aligned(alignof(float)), may_alias));

// The widest vectors of the machine at run time, the same bits from each of them: there is no fused multiply-add
// (-ffp-contract=off) and no sum across a vector.
#if defined(__x86_64__) && defined(__GNUC__) && !defined(__clang__) && !defined(__SANITIZE_ADDRESS__)
#define SKIPGRID_WIDEST_VECTORS __attribute__((target_clones("arch=x86-64-v4", "arch=x86-64-v3", "default")))
#else
#define SKIPGRID_WIDEST_VECTORS
#endif

/// Blocks of one panel of B, kBlockCols wide: the panel stays in the cache while the rows of A pass.
SKIPGRID_WIDEST_VECTORS
void full_blocks(const float* __restrict a, std::int64_t a_stride, const float* __restrict b, std::int64_t b_stride,
                 float* __restrict c, std::int64_t c_stride, IndexRange k, std::int64_t row_blocks) {
  for (std::int64_t block = 0; block < row_blocks; ++block) {
    Vector sums[kBlockRows] = {};
    for (std::int64_t inner = k.begin; inner < k.end; ++inner) {
      const Vector b_row = *reinterpret_cast<const Vector*>(b + inner * b_stride);
      for (int row = 0; row < kBlockRows; ++row) sums[row] += a[row * a_stride + inner] * b_row;
    }
    for (int row = 0; row < kBlockRows; ++row) *reinterpret_cast<Vector*>(c + row * c_stride) += sums[row];
    a += kBlockRows * a_stride;
    c += kBlockRows * c_stride;
  }
}

void edge_element(const float* a_row, const float* b_col, std::int64_t b_stride, float* c, IndexRange k) {
  float sum = 0.0f;
  for (std::int64_t inner = k.begin; inner < k.end; ++inner) sum += a_row[inner] * b_col[inner * b_stride];
  *c += sum;
}

}  // namespace

void accumulate_block(const float* a, std::int64_t a_stride, const float* b, std::int64_t b_stride, float* c,
                      std::int64_t c_stride, IndexRange m, IndexRange k, IndexRange n) {
  const std::int64_t blocked_cols = n.end - (n.end - n.begin) % kBlockCols;
  const std::int64_t row_blocks = (m.end - m.begin) / kBlockRows;
  const std::int64_t blocked_rows = m.begin + row_blocks * kBlockRows;
  for (std::int64_t col = n.begin; col < blocked_cols; col += kBlockCols) {
    full_blocks(a + m.begin * a_stride, a_stride, b + col, b_stride, c + m.begin * c_stride + col, c_stride, k,
                row_blocks);
  }
  for (std::int64_t row = m.begin; row < m.end; ++row) {
    const std::int64_t first_edge_col = row < blocked_rows ? blocked_cols : n.begin;
    for (std::int64_t col = first_edge_col; col < n.end; ++col) {
      edge_element(a + row * a_stride, b + col, b_stride, c + row * c_stride + col, k);
    }
  }
}

}  // namespace skipgrid::sim
