// One clock cycle of a whole grid of PEs, for each instruction set: the registers of a row lie side by side and move in
// vectors, the flags of 64 PEs in a word.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

namespace skipgrid::sim {

/// One flag of 64 neighbouring PEs of a row: bit i is the PE in column 64 word + i.
using LaneBits = std::uint64_t;
inline constexpr int kLaneBits = 64;
/// Rows of values are padded to so many, the widest vector of all instruction sets.
inline constexpr int kWidestVector = 16;

/// The registers of R x C PEs as a tick sees them. Plain pointers, since files that are compiled for one instruction
/// set must not leave inline functions behind for the rest of the program. Flags have `words` words a row, bits of
/// columns that do not exist are 0.
///
/// What moves is not copied, only found elsewhere: what is in row r of `north` and of `chain` lies in slot (first_slot
/// + r) mod R, what is in column c of `west` at west_head + c; a cycle later first_slot and west_head are one less.
struct GridState {
  int rows = 0;
  int words = 0;
  bool output_stationary = false;
  bool values_move = true;        ///< else all values count as zeros and only flags move
  std::ptrdiff_t pitch = 0;       ///< values from one row to the next
  std::ptrdiff_t west_pitch = 0;  ///< the same for `west`
  int first_slot = 0;
  int west_head = 0;

  float* west = nullptr;  ///< operands on their way east
  /// The flags of these lie the other way, `rows` a word of columns, so that all rows move east in vectors.
  LaneBits *west_valid = nullptr, *west_flip = nullptr;
  float* north = nullptr;  ///< operands (os) or partial sums (ws, is) on their way south
  LaneBits* north_valid = nullptr;
  float* chain = nullptr;  ///< stationary values on their way south while a tile is loaded or drained
  LaneBits *chain_valid = nullptr, *chain_used = nullptr, *chain_flip = nullptr;
  float* stationary[2] = {nullptr, nullptr};
  LaneBits* stationary_used[2] = {nullptr, nullptr};

  /// Products inside the multipliers: a slot [rows] for each stage after the first, `product_slot` is due now.
  int product_slots = 0;
  int product_slot = 0;
  float* products = nullptr;
  LaneBits *products_due = nullptr, *products_flip = nullptr;

  LaneBits* busy = nullptr;  ///< PEs that accumulate a product in this cycle
  std::int64_t busy_pe_cycles = 0;
  std::int64_t register_moves = 0;
};

struct TickKernel {
  const char* isa;
  void (*tick)(GridState& state);
};

/// The fastest that this processor can run.
const TickKernel& best_tick_kernel();
/// All that it can run, the plain one first.
std::vector<const TickKernel*> all_tick_kernels();

}  // namespace skipgrid::sim
