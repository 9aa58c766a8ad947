// Row products, blocked so that what is reused lies in a cache: a panel of W over all steps of a group (second level),
// a block of it over the batch (first level), a tile of the result in registers.

constexpr std::int64_t kPanel = kRowProductPanel;  // columns of W (forward, weight gradient), rows of W (data gradient)
constexpr std::int64_t kDepth = 64;         // rows of W that stay in the first-level cache in the forward product
constexpr std::int64_t kChunkBytes = 6144;  // of a row of W and of y in the data gradient
constexpr int kTileRows = 5;                // divides the batches that people use
constexpr int kTileVectors = SKIPGRID_VECTOR_BYTES == 64 ? 4 : 2;

SKIPGRID_INLINE std::int64_t smaller(std::int64_t a, std::int64_t b) { return a < b ? a : b; }
SKIPGRID_INLINE std::int64_t row_at(const std::uint32_t* rows, std::int64_t i) { return rows == nullptr ? i : rows[i]; }

/// Sizes of a tile as types: for_row_tiles and for_col_tiles call the body for full tiles first, then for the edges.
template <int kRows>
struct Rows {
  static constexpr int value = kRows;
};

template <class Body>
SKIPGRID_INLINE void for_row_tiles(std::int64_t rows, const Body& body) {
  std::int64_t row = 0;
  for (; row + kTileRows <= rows; row += kTileRows) body(Rows<kTileRows>{}, row);
  switch (rows - row) {
    case 4: body(Rows<4>{}, row); break;
    case 3: body(Rows<3>{}, row); break;
    case 2: body(Rows<2>{}, row); break;
    case 1: body(Rows<1>{}, row); break;
    default: break;
  }
}

template <class V, int kVectors>
struct Cols {
  using vector = V;
  static constexpr int value = kVectors;
};

template <class Scalar, class Body>
SKIPGRID_INLINE void for_col_tiles(std::int64_t cols, const Body& body) {
  constexpr std::int64_t kLanes = VectorOf<Scalar>::kLanes;
  std::int64_t col = 0;
  for (; col + kTileVectors * kLanes <= cols; col += kTileVectors * kLanes) {
    body(Cols<Vector<Scalar>, kTileVectors>{}, col);
  }
  for (; col + kLanes <= cols; col += kLanes) body(Cols<Vector<Scalar>, 1>{}, col);
  for (; col < cols; ++col) body(Cols<Scalar, 1>{}, col);
}

// Rows of W that are needed soon: `count` of them from `first` on, at the columns that w points to.
template <class Scalar>
struct Upcoming {
  const Scalar* w;
  const std::uint32_t* rows;
  std::int64_t first, count;
};

// c [kRows x kVectors vectors] (+)= a [kRows x depth] w[rows], all of one tile in registers. `soon` is fetched on the
// way.
template <class V, int kRows, int kVectors, class Scalar>
SKIPGRID_TILE void forward_tile(const Scalar* a, std::int64_t a_stride, const std::uint32_t* rows, std::int64_t first,
                                std::int64_t depth, const Scalar* w, std::int64_t w_stride, Scalar* c,
                                std::int64_t c_stride, bool add, const Upcoming<Scalar>& soon) {
  constexpr std::int64_t kLanes = static_cast<std::int64_t>(sizeof(V) / sizeof(Scalar));
  V sums[kRows][kVectors];
  for (int r = 0; r < kRows; ++r) {
    for (int v = 0; v < kVectors; ++v) sums[r][v] = add ? load<V>(c + r * c_stride + v * kLanes) : V{};
  }
  for (std::int64_t k = 0; k < depth; ++k) {
    const Scalar* row = w + row_at(rows, first + k) * w_stride;
    if (k < soon.count) {
      const Scalar* later = soon.w + row_at(soon.rows, soon.first + k) * w_stride;
      for (int v = 0; v < kVectors; ++v) __builtin_prefetch(later + v * kLanes);
    }
    V weights[kVectors];
    for (int v = 0; v < kVectors; ++v) weights[v] = load<V>(row + v * kLanes);
    for (int r = 0; r < kRows; ++r) {
      const V value = broadcast<V>(a[r * a_stride + first + k]);
      for (int v = 0; v < kVectors; ++v) sums[r][v] = multiply_add(value, weights[v], sums[r][v]);
    }
  }
  for (int r = 0; r < kRows; ++r) {
    for (int v = 0; v < kVectors; ++v) store(c + r * c_stride + v * kLanes, sums[r][v]);
  }
}

// Rows per block when `all` are cut into equal blocks of at most kDepth.
SKIPGRID_INLINE std::int64_t block_depth(std::int64_t all) {
  const std::int64_t blocks = (all + kDepth - 1) / kDepth;
  return blocks == 0 ? 0 : (all + blocks - 1) / blocks;
}

// What comes after the block that ends at row `end` of step s in the panel at col0: the next block of the step, the
// first of the next step, or the first step's first one in the next panel.
template <class Scalar>
SKIPGRID_INLINE Upcoming<Scalar> after_block(const RowProduct<Scalar>& product, int s, std::int64_t end,
                                             std::int64_t col0) {
  const RowStep<Scalar>& step = product.steps[s];
  if (end < step.row_count) {
    return {product.w + col0, step.rows, end, smaller(block_depth(step.row_count), step.row_count - end)};
  }
  const bool last = s + 1 == product.step_count;
  const RowStep<Scalar>& next = product.steps[last ? 0 : s + 1];
  const std::int64_t next_col = last ? col0 + kPanel : col0;
  if (next_col + kPanel > product.n) return {product.w, nullptr, 0, 0};
  return {product.w + next_col, next.rows, 0, block_depth(next.row_count)};
}

template <class Scalar>
void forward(const RowProduct<Scalar>& product) {
  const std::int64_t n = product.n, last = smaller(product.end, n);
  for (std::int64_t col0 = product.first; col0 < last; col0 += kPanel) {
    const std::int64_t cols = smaller(kPanel, n - col0);
    for (int s = 0; s < product.step_count; ++s) {
      const RowStep<Scalar>& step = product.steps[s];
      const std::int64_t block = block_depth(step.row_count);
      // An empty depth still has to overwrite the result with zeros, hence at least one pass.
      std::int64_t k0 = 0;
      do {
        const std::int64_t depth = smaller(block, step.row_count - k0);
        const bool add = product.accumulate || k0 > 0;
        const Upcoming<Scalar> soon = after_block(product, s, k0 + depth, col0);
        for_col_tiles<Scalar>(cols, [&](auto cols_tag, std::int64_t col) {
          using C = decltype(cols_tag);
          for_row_tiles(product.batch, [&](auto rows_tag, std::int64_t b) {
            forward_tile<typename C::vector, decltype(rows_tag)::value, C::value>(
                step.x + b * step.row_count, step.row_count, step.rows, k0, depth, product.w + col0 + col, n,
                step.y + b * n + col0 + col, n, add,
                Upcoming<Scalar>{soon.w + col, soon.rows, soon.first, b == 0 ? soon.count : 0});
          });
        });
        k0 += depth;
      } while (k0 < step.row_count);
    }
  }
}

// x[b, j] (+)= sum over one chunk of N of y[b, n] w[rows[j], n], for kRows samples and kCols rows of W. `later` are
// rows that are needed soon, or null.
template <int kRows, int kCols, class Scalar>
SKIPGRID_TILE void dot_tile(const Scalar* y, std::int64_t y_stride, const Scalar* const* w, const Scalar* const* later,
                            std::int64_t length, Scalar* x, std::int64_t x_stride, bool add) {
  using V = Vector<Scalar>;
  constexpr std::int64_t kLanes = VectorOf<Scalar>::kLanes;
  V sums[kRows][kCols] = {};
  std::int64_t i = 0;
  for (; i + kLanes <= length; i += kLanes) {
    V weights[kCols];
    for (int j = 0; j < kCols; ++j) {
      weights[j] = load<V>(w[j] + i);
      if (later != nullptr) __builtin_prefetch(later[j] + i, 0, 2);
    }
    for (int r = 0; r < kRows; ++r) {
      const V value = load<V>(y + r * y_stride + i);
      for (int j = 0; j < kCols; ++j) sums[r][j] = multiply_add(value, weights[j], sums[r][j]);
    }
  }
  for (int r = 0; r < kRows; ++r) {
    for (int j = 0; j < kCols; ++j) {
      Scalar sum = horizontal_sum<Scalar>(sums[r][j]);
      for (std::int64_t rest = i; rest < length; ++rest) sum = multiply_add(y[r * y_stride + rest], w[j][rest], sum);
      x[r * x_stride + j] = add ? x[r * x_stride + j] + sum : sum;
    }
  }
}

template <int kCols, class Scalar>
SKIPGRID_INLINE void dot_rows(const RowProduct<Scalar>& product, const RowStep<Scalar>& step, std::int64_t j,
                              std::int64_t n0, std::int64_t length) {
  const Scalar *w[kCols], *later[kCols];
  const bool more = j + 2 * kCols <= step.row_count;
  for (int i = 0; i < kCols; ++i) {
    w[i] = product.w + row_at(step.rows, j + i) * product.n + n0;
    later[i] = more ? product.w + row_at(step.rows, j + kCols + i) * product.n + n0 : nullptr;
  }
  const bool add = product.accumulate || n0 > 0;
  for_row_tiles(product.batch, [&](auto rows_tag, std::int64_t b) {
    dot_tile<decltype(rows_tag)::value, kCols>(step.y + b * product.n + n0, product.n, w,
                                               more && b == 0 ? later : nullptr, length,
                                               step.x + b * step.row_count + j, step.row_count, add);
  });
}

// The first of a step's kept rows that is not below `row`.
template <class Scalar>
SKIPGRID_INLINE std::int64_t kept_before(const RowStep<Scalar>& step, std::int64_t row) {
  if (step.rows == nullptr) return smaller(row, step.row_count);
  std::int64_t low = 0, high = step.row_count;
  while (low < high) {
    const std::int64_t middle = (low + high) / 2;
    if (step.rows[middle] < row)
      low = middle + 1;
    else
      high = middle;
  }
  return low;
}

template <class Scalar>
void data_gradient(const RowProduct<Scalar>& product) {
  constexpr std::int64_t kChunk = kChunkBytes / static_cast<std::int64_t>(sizeof(Scalar));
  constexpr int kCols = SKIPGRID_VECTOR_BYTES == 64 ? 5 : 2;
  const std::int64_t last = smaller(product.end, product.all_rows);
  // A single step has nothing to come back to a panel for.
  const std::int64_t panel = product.step_count == 1 ? last - product.first : kPanel;
  for (std::int64_t row0 = product.first; row0 < last; row0 += panel) {
    for (std::int64_t n0 = 0; n0 < product.n; n0 += kChunk) {
      const std::int64_t length = smaller(kChunk, product.n - n0);
      for (int s = 0; s < product.step_count; ++s) {
        const RowStep<Scalar>& step = product.steps[s];
        std::int64_t j = kept_before(step, row0);
        const std::int64_t end = kept_before(step, smaller(row0 + panel, last));
        for (; j + kCols <= end; j += kCols) dot_rows<kCols>(product, step, j, n0, length);
        switch (end - j) {
          case 4: dot_rows<4>(product, step, j, n0, length); break;
          case 3: dot_rows<3>(product, step, j, n0, length); break;
          case 2: dot_rows<2>(product, step, j, n0, length); break;
          case 1: dot_rows<1>(product, step, j, n0, length); break;
          default: break;
        }
      }
    }
  }
}

// w[rows] [kRows x kVectors vectors] += x^T [kRows x B] y [B x kVectors vectors].
template <class V, int kRows, int kVectors, class Scalar>
SKIPGRID_TILE void weight_tile(const Scalar* x, std::int64_t x_stride, const Scalar* y, std::int64_t y_stride,
                               std::int64_t batch, Scalar* const* w) {
  constexpr std::int64_t kLanes = static_cast<std::int64_t>(sizeof(V) / sizeof(Scalar));
  V sums[kRows][kVectors];
  for (int r = 0; r < kRows; ++r) {
    for (int v = 0; v < kVectors; ++v) sums[r][v] = load<V>(w[r] + v * kLanes);
  }
  for (std::int64_t b = 0; b < batch; ++b) {
    V values[kVectors];
    for (int v = 0; v < kVectors; ++v) values[v] = load<V>(y + b * y_stride + v * kLanes);
    for (int r = 0; r < kRows; ++r) {
      const V value = broadcast<V>(x[b * x_stride + r]);
      for (int v = 0; v < kVectors; ++v) sums[r][v] = multiply_add(value, values[v], sums[r][v]);
    }
  }
  for (int r = 0; r < kRows; ++r) {
    for (int v = 0; v < kVectors; ++v) store(w[r] + v * kLanes, sums[r][v]);
  }
}

template <class Scalar>
void weight_gradient(const RowProduct<Scalar>& product) {
  constexpr std::int64_t kPackedRows = 64;
  Scalar packed[kPackedRows * kPanel];  // some rows of y's panel, without the gaps between them
  const std::int64_t n = product.n, last = smaller(product.end, n);
  for (std::int64_t col0 = product.first; col0 < last; col0 += kPanel) {
    const std::int64_t cols = smaller(kPanel, n - col0);
    if (!product.accumulate) {
      for (std::int64_t row = 0; row < product.all_rows; ++row) {
        __builtin_memset(product.w + row * n + col0, 0, static_cast<std::size_t>(cols) * sizeof(Scalar));
      }
    }
    for (int s = 0; s < product.step_count; ++s) {
      const RowStep<Scalar>& step = product.steps[s];
      for (std::int64_t b0 = 0; b0 < product.batch; b0 += kPackedRows) {
        const std::int64_t batch = smaller(kPackedRows, product.batch - b0);
        for (std::int64_t b = 0; b < batch; ++b) {
          __builtin_memcpy(packed + b * kPanel, step.y + (b0 + b) * n + col0,
                           static_cast<std::size_t>(cols) * sizeof(Scalar));
        }
        for_row_tiles(step.row_count, [&](auto rows_tag, std::int64_t i) {
          constexpr int kRows = decltype(rows_tag)::value;
          for_col_tiles<Scalar>(cols, [&](auto cols_tag, std::int64_t col) {
            using C = decltype(cols_tag);
            Scalar* w[kRows];
            for (int r = 0; r < kRows; ++r) w[r] = product.w + row_at(step.rows, i + r) * n + col0 + col;
            weight_tile<typename C::vector, kRows, C::value>(step.x + b0 * step.row_count + i, step.row_count,
                                                             packed + col, kPanel, batch, w);
          });
        });
      }
    }
  }
}
