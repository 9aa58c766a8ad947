#include "sim/array/gemm_values.h"

#include <algorithm>
#include <cmath>
#include <cstring>

namespace skipgrid::sim {

float round_to_bf16(float value) {
  std::uint32_t bits = 0;
  std::memcpy(&bits, &value, sizeof bits);
  if (std::isnan(value)) {
    bits |= 0x0040'0000u;  // quiet, so that dropping the low half cannot turn it into an infinity
  } else {
    const std::uint32_t lowest_kept_bit = (bits >> 16) & 1u;
    bits += 0x7FFFu + lowest_kept_bit;
  }
  bits &= 0xFFFF'0000u;
  std::memcpy(&value, &bits, sizeof value);
  return value;
}

float round_to(Precision precision, float value) { return precision == Precision::bf16 ? round_to_bf16(value) : value; }

std::vector<float> reference_gemm(const ArrayConfig& config, std::int64_t m, std::int64_t k, std::int64_t n,
                                  const std::vector<float>& a, const std::vector<float>& b) {
  // Where results stay, one sum over all of K is kept in the PE; else one tile's column sum is added after the other.
  const bool results_stay = mapping_of(config.dataflow).output_stationary();
  const std::int64_t tile_k = results_stay ? std::max<std::int64_t>(k, 1) : config.rows;
  std::vector<float> c(static_cast<std::size_t>(m * n), 0.0f);
  for (std::int64_t row = 0; row < m; ++row) {
    for (std::int64_t col = 0; col < n; ++col) {
      float& result = c[static_cast<std::size_t>(row * n + col)];
      for (std::int64_t first = 0; first < k; first += tile_k) {
        float sum = 0.0f;
        for (std::int64_t inner = first; inner < std::min(k, first + tile_k); ++inner) {
          const float left = round_to(config.precision, a[static_cast<std::size_t>(row * k + inner)]);
          const float right = round_to(config.precision, b[static_cast<std::size_t>(inner * n + col)]);
          const float product = left * right;
          sum += product;
        }
        result += sum;
      }
    }
  }
  return c;
}

std::vector<float> gather(const std::vector<float>& matrix, std::int64_t cols,
                          const std::vector<std::uint32_t>& kept_rows, const std::vector<std::uint32_t>& kept_cols) {
  std::vector<float> compact;
  compact.reserve(kept_rows.size() * kept_cols.size());
  for (const std::uint32_t row : kept_rows) {
    const float* from = matrix.data() + row * cols;
    for (const std::uint32_t col : kept_cols) compact.push_back(from[col]);
  }
  return compact;
}

std::vector<float> scatter(const std::vector<float>& compact, std::int64_t rows, std::int64_t cols,
                           const std::vector<std::uint32_t>& kept_rows, const std::vector<std::uint32_t>& kept_cols) {
  std::vector<float> matrix(static_cast<std::size_t>(rows * cols), 0.0f);
  const float* from = compact.data();
  for (const std::uint32_t row : kept_rows) {
    for (const std::uint32_t col : kept_cols) matrix[static_cast<std::size_t>(row * cols + col)] = *from++;
  }
  return matrix;
}

}  // namespace skipgrid::sim
