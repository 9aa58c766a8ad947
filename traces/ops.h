// What a trace is made of: matrix products and element-wise operations, with the tensors they name, the masks that
// apply and the operations they wait for.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "traces/element_wise.h"
#include "traces/mask.h"
#include "traces/tensor_access.h"

namespace skipgrid::traces {

/// The three phases of training: forward, data gradient, weight gradient.
enum class Phase : std::uint8_t { FP, BP, WG };
inline constexpr std::array<Phase, 3> kPhases{Phase::FP, Phase::BP, Phase::WG};
std::string_view to_string(Phase phase);
/// Throws std::invalid_argument for anything but "FP", "BP" and "WG".
Phase phase_from_string(std::string_view text);

/// Largest m, k or n of one product, and largest m * k * n: beyond it cycle counts could overflow.
inline constexpr std::int64_t kMaxDimension = (std::int64_t{1} << 31) - 1;
inline constexpr std::int64_t kMaxMacs = std::int64_t{1} << 50;
/// Most elements of one element-wise operation, and of a tensor that it moves: more takes longer to move piece by piece
/// than anyone waits.
inline constexpr std::int64_t kMaxElements = std::int64_t{1} << 40;
/// True when 1 <= m, k, n <= kMaxDimension and m * k * n <= kMaxMacs.
bool valid_shape(std::int64_t m, std::int64_t k, std::int64_t n);

/// A stretch of a dimension: indices from `first` on, of `whole` in all. The whole dimension when that is 0.
struct Piece {
  std::int64_t first = 0, whole = 0;
  friend bool operator==(const Piece& x, const Piece& y) { return x.first == y.first && x.whole == y.whole; }
};

/// One matrix product C[m x n] (+)= A[m x k] B[k x n]. Dimensions are the dense ones; a mask on a dimension says which
/// of its indices exist in the operands at all.
struct GemmOp {
  std::uint64_t id = 0;  ///< counts up from 0 over all operations of the trace
  int iter = 0;
  std::string layer;  ///< "lstm0", "projection", ...
  std::string op;     ///< "x2h", "h2h", "projection", ...
  Phase phase = Phase::FP;
  int step = 0;  ///< time step
  std::int64_t m = 0, k = 0, n = 0;
  TensorReference a, b, c;
  std::int64_t padding = 0;  ///< of dense_macs(), those spent on what only pads a batch to its longest sample
  /// A schedule has the array compute C^T = B^T A^T: operands, the dimensions m and n and their masks are exchanged
  /// here, and what each tensor holds is read and written transposed. Recorded traces have none of these.
  bool transposed = false;
  /// Of a product that a schedule has cut: which rows or columns of C this one computes.
  Piece piece_m, piece_n;
  /// Of products that a schedule has add to one strip of C, one right after another: the one before has left its sums
  /// on chip, and this one leaves them there for the next, where the machine has the room.
  bool finds_sums = false, leaves_sums = false;
  bool accumulate = false;          ///< C += A B; products that accumulate into the same C do not wait for each other
  MaskPtr skip_m, skip_k, skip_n;   ///< null: nothing dropped on that dimension
  std::vector<std::uint64_t> deps;  ///< ids of the operations whose results this one reads, increasing

  /// Indices that are structurally kept on a dimension.
  std::int64_t kept_m() const;
  std::int64_t kept_k() const;
  std::int64_t kept_n() const;
  /// Of all pieces together.
  std::int64_t whole_m() const { return piece_m.whole == 0 ? m : piece_m.whole; }
  std::int64_t whole_n() const { return piece_n.whole == 0 ? n : piece_n.whole; }
  std::int64_t dense_macs() const { return m * k * n; }
  std::int64_t kept_macs() const { return kept_m() * kept_k() * kept_n(); }
};

/// One element-wise operation of the vector unit.
struct VectorOp {
  std::uint64_t id = 0;
  int iter = 0;
  std::string layer;
  Phase phase = Phase::FP;
  int step = 0;
  ElementWise kind = ElementWise::arithmetic;
  std::int64_t elements = 0;
  std::vector<TensorAccess> reads, writes;
  std::vector<std::uint64_t> deps;
};

bool operator==(const GemmOp& a, const GemmOp& b);
bool operator==(const VectorOp& a, const VectorOp& b);

}  // namespace skipgrid::traces
