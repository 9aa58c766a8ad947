#include "traces/mask.h"

#include <stdexcept>

namespace skipgrid::traces {

namespace {

int count_ones(std::uint64_t word) { return __builtin_popcountll(word); }

/// Within these bounds no count of bits, bytes or words overflows.
void check_size(std::size_t neurons, std::size_t rows) {
  if (rows == 0) throw std::invalid_argument("a mask needs at least one row");
  if (neurons > Mask::kMaxSide || rows > Mask::kMaxSide) throw std::invalid_argument("a mask is too large");
}

}  // namespace

Mask::Mask(std::size_t neurons, std::size_t rows) : neurons_(neurons), rows_(rows) {
  check_size(neurons, rows);
  words_.assign(words_per_row() * rows, ~std::uint64_t{0});
  if (const std::size_t tail = neurons % 64; tail != 0) {
    for (std::size_t row = 0; row < rows; ++row) {
      words_[(row + 1) * words_per_row() - 1] = (std::uint64_t{1} << tail) - 1;
    }
  }
}

void Mask::drop(std::size_t row, std::size_t neuron) {
  words_[row * words_per_row() + neuron / 64] &= ~(std::uint64_t{1} << (neuron % 64));
}

bool Mask::kept(std::size_t row, std::size_t neuron) const {
  return ((words_[row * words_per_row() + neuron / 64] >> (neuron % 64)) & 1u) != 0;
}

std::size_t Mask::kept_bits() const {
  std::size_t ones = 0;
  for (const std::uint64_t word : words_) ones += static_cast<std::size_t>(count_ones(word));
  return ones;
}

std::uint64_t Mask::structural_word(std::size_t word) const {
  std::uint64_t kept_by_any = 0;
  for (std::size_t row = 0; row < rows_; ++row) kept_by_any |= words_[row * words_per_row() + word];
  return kept_by_any;
}

std::vector<std::uint32_t> Mask::kept_indices() const {
  std::vector<std::uint32_t> indices;
  indices.reserve(neurons_);
  for (std::size_t word = 0; word < words_per_row(); ++word) {
    for (std::uint64_t bits = structural_word(word); bits != 0; bits &= bits - 1) {
      indices.push_back(static_cast<std::uint32_t>(word * 64 + static_cast<std::size_t>(__builtin_ctzll(bits))));
    }
  }
  return indices;
}

std::size_t Mask::kept_count() const {
  std::size_t ones = 0;
  for (std::size_t word = 0; word < words_per_row(); ++word) {
    ones += static_cast<std::size_t>(count_ones(structural_word(word)));
  }
  return ones;
}

Mask Mask::structural_union(const std::vector<const Mask*>& masks) {
  Mask all(masks.front()->neurons());
  for (std::size_t word = 0; word < all.words_.size(); ++word) {
    std::uint64_t kept_by_any = 0;
    for (const Mask* mask : masks) kept_by_any |= mask->structural_word(word);
    all.words_[word] = kept_by_any;
  }
  return all;
}

Mask Mask::stretch(std::size_t first, std::size_t count) const {
  Mask part(count, rows_);
  const std::size_t shift = first % 64;
  for (std::size_t row = 0; row < rows_; ++row) {
    const std::uint64_t* from = &words_[row * words_per_row()];
    std::uint64_t* to = &part.words_[row * part.words_per_row()];
    for (std::size_t word = 0; word < part.words_per_row(); ++word) {
      const std::size_t at = first / 64 + word;
      to[word] = from[at] >> shift;
      if (shift > 0 && at + 1 < words_per_row()) to[word] |= from[at + 1] << (64 - shift);
    }
    if (count % 64 > 0) to[part.words_per_row() - 1] &= (std::uint64_t{1} << count % 64) - 1;
  }
  return part;
}

std::vector<std::uint8_t> Mask::to_bytes() const {
  const std::size_t row_bytes = (neurons_ + 7) / 8;
  std::vector<std::uint8_t> bytes(row_bytes * rows_);
  for (std::size_t row = 0; row < rows_; ++row) {
    for (std::size_t i = 0; i < row_bytes; ++i) {
      const std::uint64_t word = words_[row * words_per_row() + i / 8];
      bytes[row * row_bytes + i] = static_cast<std::uint8_t>(word >> (8 * (i % 8)));
    }
  }
  return bytes;
}

Mask Mask::from_bytes(std::size_t neurons, std::size_t rows, const std::vector<std::uint8_t>& bytes) {
  check_size(neurons, rows);
  const std::size_t row_bytes = (neurons + 7) / 8;
  if (bytes.size() != row_bytes * rows) {
    throw std::invalid_argument("a mask's bytes do not match its size");
  }
  Mask mask(neurons, rows);
  for (std::size_t row = 0; row < rows; ++row) {
    if (neurons % 8 != 0 && (bytes[(row + 1) * row_bytes - 1] >> (neurons % 8)) != 0) {
      throw std::invalid_argument("a mask's padding bits are not 0");
    }
    for (std::size_t word = 0; word < mask.words_per_row(); ++word) {
      std::uint64_t bits = 0;
      for (std::size_t i = 0; i < 8 && word * 8 + i < row_bytes; ++i) {
        bits |= std::uint64_t{bytes[row * row_bytes + word * 8 + i]} << (8 * i);
      }
      mask.words_[row * mask.words_per_row() + word] = bits;
    }
  }
  return mask;
}

}  // namespace skipgrid::traces
