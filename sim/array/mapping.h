// How a product C[m x n] = A[m x k] B[k x n] lies on the array: the one place that says what tells dataflows apart.
// Rows, columns and stream are a dimension each; which matrix stays, which comes from the west and which passes from
// north to south follows, since a matrix lies along two of the three.
#pragma once

#include <array>
#include <cstdint>
#include <string_view>

namespace skipgrid::sim {

enum class Dimension { m, k, n };
enum class Matrix { a, b, c };

/// One value for each dimension: sizes, ranges of indices.
template <class Value>
struct PerDimension {
  Value m{}, k{}, n{};

  Value& operator[](Dimension d) { return d == Dimension::m ? m : d == Dimension::k ? k : n; }
  const Value& operator[](Dimension d) const { return d == Dimension::m ? m : d == Dimension::k ? k : n; }
};

/// One value for each matrix of a product.
template <class Value>
struct PerMatrix {
  Value a{}, b{}, c{};

  Value& operator[](Matrix x) { return x == Matrix::a ? a : x == Matrix::b ? b : c; }
  const Value& operator[](Matrix x) const { return x == Matrix::a ? a : x == Matrix::b ? b : c; }
};

/// A half-open range of indices along a dimension.
struct IndexRange {
  std::int64_t begin = 0;
  std::int64_t end = 0;

  std::int64_t size() const { return end - begin; }
};

/// The dimension along which a matrix does not lie: each of its elements is wanted once for every index of it.
constexpr Dimension missing_in(Matrix x) {
  return x == Matrix::a ? Dimension::n : x == Matrix::b ? Dimension::m : Dimension::k;
}
constexpr Matrix matrix_without(Dimension d) {
  return d == Dimension::n ? Matrix::a : d == Dimension::m ? Matrix::b : Matrix::c;
}

/// What stays in the PEs while the rest streams: a tile of B (ws), of A (is) or of C (os).
enum class Dataflow { ws, is, os };

/// Partial sums move from PE to PE along columns or not at all, so K lies on the rows or is streamed.
struct Mapping {
  std::string_view dataflow;  ///< as files and commands call it
  Dimension rows, cols, stream;

  /// Held by the PEs: rows x cols of it are a tile.
  constexpr Matrix stationary() const { return matrix_without(stream); }
  /// Streams in from the west, one lane a row.
  constexpr Matrix along_rows() const { return matrix_without(cols); }
  /// Streams one lane a column: from the north when it is an operand, out in the south when it is C.
  constexpr Matrix along_cols() const { return matrix_without(rows); }
  /// Both operands stream and a finished tile of C is drained; else a tile of an operand is loaded.
  constexpr bool output_stationary() const { return stationary() == Matrix::c; }
  /// Elements of each matrix that a tile of so many used rows and columns takes part in over `length` operands.
  PerMatrix<std::int64_t> elements(std::int64_t used_rows, std::int64_t used_cols, std::int64_t length) const {
    PerMatrix<std::int64_t> elements{};
    elements[stationary()] = used_rows * used_cols;
    elements[along_rows()] = used_rows * length;
    elements[along_cols()] = used_cols * length;
    return elements;
  }
};

/// In the order of Dataflow.
inline constexpr std::array<Mapping, 3> kMappings{{
    {"ws", Dimension::k, Dimension::n, Dimension::m},
    {"is", Dimension::k, Dimension::m, Dimension::n},
    {"os", Dimension::m, Dimension::n, Dimension::k},
}};

constexpr const Mapping& mapping_of(Dataflow dataflow) { return kMappings[static_cast<std::size_t>(dataflow)]; }

}  // namespace skipgrid::sim
