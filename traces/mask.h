// Which neurons of an operand a dropout mask keeps, for one batch: one row of bits when the mask is structured
// (the same for every sample), one row per sample when it is not.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <vector>

namespace skipgrid::traces {

/// A bit is 1 where the neuron is kept. A neuron is *structurally* dropped when no sample of the batch keeps it: only
/// then is its whole column of the operand zero, and only then may hardware skip it.
class Mask {
 public:
  /// Most neurons and most rows.
  static constexpr std::size_t kMaxSide = (std::size_t{1} << 31) - 1;

  /// A mask over `neurons` neurons with `rows` rows of bits, everything kept. rows = 1: batch-structured.
  /// Throws std::invalid_argument when rows is 0, or one of the two more than kMaxSide.
  explicit Mask(std::size_t neurons, std::size_t rows = 1);

  std::size_t neurons() const { return neurons_; }
  /// 1 for a batch-structured mask, the batch size for a per-sample one.
  std::size_t rows() const { return rows_; }
  bool structured() const { return rows_ == 1; }

  // Both require row < rows() and neuron < neurons().
  void drop(std::size_t row, std::size_t neuron);
  bool kept(std::size_t row, std::size_t neuron) const;
  /// How many bits are 1 over all rows.
  std::size_t kept_bits() const;

  /// The neurons that at least one sample keeps, in increasing order: what hardware has to compute.
  std::vector<std::uint32_t> kept_indices() const;
  /// kept_indices().size(), without building the list.
  std::size_t kept_count() const;

  /// Batch-structured: what at least one sample under at least one of `masks` keeps. Requires one mask or more, all
  /// over equally many neurons.
  static Mask structural_union(const std::vector<const Mask*>& masks);
  /// Neurons [first, first + count) alone. Requires first + count <= neurons().
  Mask stretch(std::size_t first, std::size_t count) const;

  /// Packed little-endian bits, each row padded with zeros to a whole byte: the form that a trace file stores.
  std::vector<std::uint8_t> to_bytes() const;
  /// The inverse of to_bytes(). Throws std::invalid_argument when the length is wrong or a padding bit is set.
  static Mask from_bytes(std::size_t neurons, std::size_t rows, const std::vector<std::uint8_t>& bytes);

  friend bool operator==(const Mask& a, const Mask& b) {
    return a.neurons_ == b.neurons_ && a.rows_ == b.rows_ && a.words_ == b.words_;
  }
  friend bool operator!=(const Mask& a, const Mask& b) { return !(a == b); }

 private:
  std::size_t words_per_row() const { return (neurons_ + 63) / 64; }
  std::uint64_t structural_word(std::size_t word) const;

  std::size_t neurons_;
  std::size_t rows_;
  std::vector<std::uint64_t> words_;  // row after row; bits beyond neurons_ are 0
};

/// A mask with the id under which a trace knows it. Ids are unique within one iteration.
struct TraceMask {
  std::uint64_t id;
  Mask mask;
};
using MaskPtr = std::shared_ptr<const TraceMask>;

}  // namespace skipgrid::traces
