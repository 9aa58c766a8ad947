#include "tests/sim/schedule/trace_values.h"

#include <functional>

#include "sim/array/gemm_run.h"
#include "sim/schedule/span_product.h"

namespace skipgrid::sim::testing {

using traces::GemmOp;
using traces::MaskPtr;
using traces::TensorReference;

namespace {

/// What nobody may read.
constexpr float kGarbage = 1e9f;

std::vector<std::uint32_t> kept(const MaskPtr& mask, std::int64_t all) {
  if (mask != nullptr) return mask->mask.kept_indices();
  std::vector<std::uint32_t> indices;
  for (std::int64_t i = 0; i < all; ++i) indices.push_back(static_cast<std::uint32_t>(i));
  return indices;
}

/// Small, whole, and different from its neighbours.
float small(std::size_t from) { return static_cast<float>(static_cast<int>(from * 2654435761u % 5u) - 2); }

std::vector<float> transposed(const std::vector<float>& values, std::size_t rows, std::size_t cols) {
  std::vector<float> result(values.size());
  for (std::size_t r = 0; r < rows; ++r)
    for (std::size_t c = 0; c < cols; ++c) result[c * rows + r] = values[r * cols + c];
  return result;
}

}  // namespace

std::string TraceValues::slice(const TensorReference& tensor, int step) {
  return to_string(tensor.whole() ? tensor : TensorReference{tensor.name, step, 1});
}

TraceValues::TraceValues(Engine engine, const ArrayConfig& array, const models::RecordedTrace& original)
    : array_(make_array(engine, array, "array")) {
  for (const GemmOp& op : original.all_gemms()) {
    shapes_[to_string(op.a)] = {op.m, op.k};
    shapes_[to_string(op.b)] = {op.k, op.n};
    shapes_[to_string(op.c)] = {op.m, op.n};
    if (op.skip_k != nullptr) dropped_[{op.iter, to_string(op.a)}].cols = op.skip_k;
    if (op.skip_m != nullptr) dropped_[{op.iter, to_string(op.a)}].rows = op.skip_m;
    if (op.skip_n != nullptr) dropped_[{op.iter, to_string(op.c)}].cols = op.skip_n;
  }
}

TraceValues::Matrix& TraceValues::matrix(const std::string& slice, std::int64_t rows, std::int64_t cols) {
  Matrix& matrix = matrices_[slice];
  if (!matrix.values.empty()) return matrix;
  matrix.rows = rows, matrix.cols = cols;
  for (std::int64_t i = 0; i < rows * cols; ++i) {
    matrix.values.push_back(small(std::hash<std::string>()(slice) % 1000 + static_cast<std::size_t>(i)));
  }
  drop(slice, matrix);
  return matrix;
}

void TraceValues::drop(const std::string& slice, Matrix& matrix) const {
  const auto found = dropped_.find({iteration_, slice});
  if (found == dropped_.end()) return;
  for (std::int64_t r = 0; r < matrix.rows; ++r) {
    for (std::int64_t c = 0; c < matrix.cols; ++c) {
      const bool row_dropped =
          found->second.rows != nullptr && !found->second.rows->mask.kept(0, static_cast<std::size_t>(r));
      const bool col_dropped =
          found->second.cols != nullptr && !found->second.cols->mask.kept(0, static_cast<std::size_t>(c));
      if (row_dropped || col_dropped) matrix.values[static_cast<std::size_t>(r * matrix.cols + c)] = 0;
    }
  }
}

void TraceValues::gemm(const GemmOp& issued) {
  // In the trace's own terms: what is a piece of what, and which slices lie one below the other.
  iteration_ = issued.iter;
  GemmOp op = issued;
  if (op.transposed) transpose(op);
  const std::int64_t first_m = op.piece_m.first, first_n = op.piece_n.first, all_n = op.whole_n();
  const bool along_k = op.c.whole();
  const int steps = std::max(op.a.slices(), along_k ? op.b.slices() : op.c.slices());
  const std::int64_t m = along_k ? op.whole_m() : op.m / steps, k = along_k ? op.k / steps : op.k;
  const auto ms = kept(op.skip_m, op.m), ks = kept(op.skip_k, op.k), ns = kept(op.skip_n, op.n);
  const auto at = [&](const TensorReference& tensor, std::int64_t step, std::int64_t rows, std::int64_t cols,
                      std::int64_t row, std::int64_t col) -> float& {
    Matrix& found = matrix(slice(tensor, tensor.first + static_cast<int>(step)), rows, cols);
    return found.values[static_cast<std::size_t>(row * cols + col)];
  };
  const auto a_at = [&](std::int64_t i, std::int64_t j) {
    return along_k ? at(op.a, j / k, m, k, first_m + i, j % k) : at(op.a, i / m, m, k, i % m, j);
  };
  const auto b_at = [&](std::int64_t i, std::int64_t j) {
    return along_k ? at(op.b, i / k, k, all_n, i % k, first_n + j) : at(op.b, 0, k, all_n, i, first_n + j);
  };
  const auto c_at = [&](std::int64_t i, std::int64_t j) -> float& {
    return along_k ? at(op.c, 0, m, all_n, first_m + i, first_n + j) : at(op.c, i / m, m, all_n, i % m, first_n + j);
  };
  for (int step = 0; step < (along_k ? 1 : steps); ++step) written_.insert(slice(op.c, op.c.first + step));
  std::vector<float> a, b, c;
  for (const std::uint32_t i : ms)
    for (const std::uint32_t j : ks) a.push_back(a_at(i, j));
  for (const std::uint32_t i : ks)
    for (const std::uint32_t j : ns) b.push_back(b_at(i, j));
  if (!op.accumulate) {
    // What a product overwrites is gone, and what it does not compute is not there: 0 only where sums begin.
    for (std::int64_t i = 0; i < op.m; ++i)
      for (std::int64_t j = 0; j < op.n; ++j) c_at(i, j) = op.skip_n != nullptr ? kGarbage : 0.0f;
  }
  for (const std::uint32_t i : ms)
    for (const std::uint32_t j : ns) c.push_back(op.accumulate ? c_at(i, j) : 0.0f);
  const auto kept_m = static_cast<std::int64_t>(ms.size()), kept_k = static_cast<std::int64_t>(ks.size()),
             kept_n = static_cast<std::int64_t>(ns.size());
  if (kept_m * kept_k * kept_n > 0) {
    if (issued.transposed) {
      const std::vector<float> left = transposed(b, ks.size(), ns.size()), right = transposed(a, ms.size(), ks.size());
      std::vector<float> result = transposed(c, ms.size(), ns.size());
      run_gemm_alone(*array_, {kept_n, kept_k, kept_m, left.data(), right.data(), result.data()});
      c = transposed(result, ns.size(), ms.size());
    } else {
      run_gemm_alone(*array_, {kept_m, kept_k, kept_n, a.data(), b.data(), c.data()});
    }
  }
  std::size_t next = 0;
  for (const std::uint32_t i : ms)
    for (const std::uint32_t j : ns) c_at(i, j) = c[next++];
}

void TraceValues::vector(const traces::VectorOp& op) {
  // Each element follows from all that is read, so that whatever is late or missing shows.
  iteration_ = op.iter;
  std::size_t sum = 0;
  for (const TensorReference& read : op.reads) {
    const auto shape = shapes_.find(to_string(read));
    const auto [rows, cols] = shape == shapes_.end() ? std::pair<std::int64_t, std::int64_t>{1, 1} : shape->second;
    const std::string name = slice(read, read.first);
    Matrix seen = matrix(name, rows, cols);
    drop(name, seen);
    for (std::size_t i = 0; i < seen.values.size(); ++i) {
      sum += static_cast<std::size_t>(static_cast<std::int64_t>(seen.values[i]) + 1'000'000) * (2 * i + 1);
    }
  }
  // A tensor and its transpose hold the same.
  for (const TensorReference& write : op.writes) {
    const auto shape = shapes_.find(to_string(write));
    if (shape == shapes_.end()) continue;
    const auto [rows, cols] = shape->second;
    const bool is_transpose = write.name.back() == 'T';
    Matrix& written = matrix(slice(write, write.first), rows, cols);
    written_.insert(slice(write, write.first));
    for (std::int64_t r = 0; r < rows; ++r) {
      for (std::int64_t c = 0; c < cols; ++c) {
        const std::int64_t place = is_transpose ? c * rows + r : r * cols + c;
        written.values[static_cast<std::size_t>(r * cols + c)] = small(sum + static_cast<std::size_t>(place));
      }
    }
    drop(slice(write, write.first), written);
  }
}

std::map<std::string, std::vector<float>> TraceValues::values() const {
  std::map<std::string, std::vector<float>> values;
  for (const std::string& name : written_) {
    Matrix seen = matrices_.at(name);
    drop(name, seen);
    values[name] = seen.values;
  }
  return values;
}

}  // namespace skipgrid::sim::testing
