// Row products, blocked so that what is reused lies in a cache: a panel of W over all steps of a group (second level), a
// block of it over the batch (first level), a tile of the result in registers.

constexpr std::int64_t kPanel = 64;       // columns of W (forward, weight gradient), rows of W (data gradient)
constexpr std::int64_t kDepth = 64;       // rows of W that stay in the first-level cache in the forward product
constexpr std::int64_t kChunkBytes = 6144;  // of a row of W and of y in the data gradient
constexpr int kTileRows = 5;              // divides the batches that people use
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

// c [kRows x kVectors vectors] (+)= a [kRows x depth] w[rows], all of one tile in registers. Rows of the next block below
// `fetch_end` are fetched on the way.
template <class V, int kRows, int kVectors, class Scalar>
SKIPGRID_INLINE void forward_tile(const Scalar* a, std::int64_t a_stride, const std::uint32_t* rows, std::int64_t first,
                                  std::int64_t depth, std::int64_t fetch_end, const Scalar* w, std::int64_t w_stride,
                                  Scalar* c, std::int64_t c_stride, bool add) {
  constexpr std::int64_t kLanes = static_cast<std::int64_t>(sizeof(V) / sizeof(Scalar));
  V sums[kRows][kVectors];
  for (int r = 0; r < kRows; ++r) {
    for (int v = 0; v < kVectors; ++v) sums[r][v] = add ? load<V>(c + r * c_stride + v * kLanes) : V{};
  }
  for (std::int64_t k = 0; k < depth; ++k) {
    const Scalar* row = w + row_at(rows, first + k) * w_stride;
    if (const std::int64_t later = first + k + kDepth; later < fetch_end) {
      const Scalar* later_row = w + row_at(rows, later) * w_stride;
      for (int v = 0; v < kVectors; ++v) __builtin_prefetch(later_row + v * kLanes);
    }
    V weights[kVectors];
    for (int v = 0; v < kVectors; ++v) weights[v] = load<V>(row + v * kLanes);
    for (int r = 0; r < kRows; ++r) {
      const V value = broadcast<V>(a[r * a_stride + first + k]);
      for (int v = 0; v < kVectors; ++v) sums[r][v] += value * weights[v];
    }
  }
  for (int r = 0; r < kRows; ++r) {
    for (int v = 0; v < kVectors; ++v) store(c + r * c_stride + v * kLanes, sums[r][v]);
  }
}

template <class Scalar>
void forward(const RowProduct<Scalar>& product) {
  const std::int64_t n = product.n;
  for (std::int64_t col0 = 0; col0 < n; col0 += kPanel) {
    const std::int64_t cols = smaller(kPanel, n - col0);
    for (int s = 0; s < product.step_count; ++s) {
      const RowStep<Scalar>& step = product.steps[s];
      const std::int64_t depth_all = step.row_count;
      // An empty depth still has to overwrite the result with zeros, hence at least one pass.
      for (std::int64_t k0 = 0; k0 == 0 || k0 < depth_all; k0 += kDepth) {
        const std::int64_t depth = smaller(kDepth, depth_all - k0);
        const bool add = product.accumulate || k0 > 0;
        for_col_tiles<Scalar>(cols, [&](auto cols_tag, std::int64_t col) {
          using C = decltype(cols_tag);
          for_row_tiles(product.batch, [&](auto rows_tag, std::int64_t b) {
            forward_tile<typename C::vector, decltype(rows_tag)::value, C::value>(
                step.x + b * depth_all, depth_all, step.rows, k0, depth, b == 0 ? depth_all : 0, product.w + col0 + col,
                n, step.y + b * n + col0 + col, n, add);
          });
        });
      }
    }
  }
}

// x[b, j] (+)= sum over one chunk of N of y[b, n] w[rows[j], n], for kRows samples and kCols rows of W.
template <int kRows, int kCols, class Scalar>
SKIPGRID_INLINE void dot_tile(const Scalar* y, std::int64_t y_stride, const Scalar* const* w, std::int64_t length,
                              Scalar* x, std::int64_t x_stride, bool add) {
  using V = Vector<Scalar>;
  constexpr std::int64_t kLanes = VectorOf<Scalar>::kLanes;
  V sums[kRows][kCols] = {};
  std::int64_t i = 0;
  for (; i + kLanes <= length; i += kLanes) {
    V weights[kCols];
    for (int j = 0; j < kCols; ++j) weights[j] = load<V>(w[j] + i);
    for (int r = 0; r < kRows; ++r) {
      const V value = load<V>(y + r * y_stride + i);
      for (int j = 0; j < kCols; ++j) sums[r][j] += value * weights[j];
    }
  }
  for (int r = 0; r < kRows; ++r) {
    for (int j = 0; j < kCols; ++j) {
      Scalar sum = horizontal_sum<Scalar>(sums[r][j]);
      for (std::int64_t rest = i; rest < length; ++rest) sum += y[r * y_stride + rest] * w[j][rest];
      x[r * x_stride + j] = add ? x[r * x_stride + j] + sum : sum;
    }
  }
}

template <int kCols, class Scalar>
SKIPGRID_INLINE void dot_rows(const RowProduct<Scalar>& product, const RowStep<Scalar>& step, std::int64_t j,
                              std::int64_t n0, std::int64_t length) {
  const Scalar* w[kCols];
  for (int i = 0; i < kCols; ++i) w[i] = product.w + row_at(step.rows, j + i) * product.n + n0;
  const bool add = product.accumulate || n0 > 0;
  for_row_tiles(product.batch, [&](auto rows_tag, std::int64_t b) {
    dot_tile<decltype(rows_tag)::value, kCols>(step.y + b * product.n + n0, product.n, w, length,
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
    if (step.rows[middle] < row) low = middle + 1;
    else high = middle;
  }
  return low;
}

template <class Scalar>
void data_gradient(const RowProduct<Scalar>& product) {
  constexpr std::int64_t kChunk = kChunkBytes / static_cast<std::int64_t>(sizeof(Scalar));
  constexpr int kCols = SKIPGRID_VECTOR_BYTES == 64 ? 4 : 2;
  for (std::int64_t row0 = 0; row0 < product.all_rows; row0 += kPanel) {
    for (std::int64_t n0 = 0; n0 < product.n; n0 += kChunk) {
      const std::int64_t length = smaller(kChunk, product.n - n0);
      for (int s = 0; s < product.step_count; ++s) {
        const RowStep<Scalar>& step = product.steps[s];
        std::int64_t j = kept_before(step, row0);
        const std::int64_t end = kept_before(step, row0 + kPanel);
        for (; j + kCols <= end; j += kCols) dot_rows<kCols>(product, step, j, n0, length);
        for (; j < end; ++j) dot_rows<1>(product, step, j, n0, length);
      }
    }
  }
}

// w[rows] [kRows x kVectors vectors] += x^T [kRows x B] y [B x kVectors vectors].
template <class V, int kRows, int kVectors, class Scalar>
SKIPGRID_INLINE void weight_tile(const Scalar* x, std::int64_t x_stride, const Scalar* y, std::int64_t y_stride,
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
      for (int v = 0; v < kVectors; ++v) sums[r][v] += value * values[v];
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
  const std::int64_t n = product.n;
  for (std::int64_t col0 = 0; col0 < n; col0 += kPanel) {
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
