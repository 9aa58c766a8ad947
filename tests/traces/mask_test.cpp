#include <catch2/catch.hpp>
#include <limits>
#include <random>

#include "tests/traces/random_trace.h"
#include "traces/mask.h"

using namespace skipgrid::traces;

namespace {

/// A mask as plainly as it can be: a vector of flags per row.
struct PlainMask {
  std::vector<std::vector<bool>> rows;

  std::vector<std::uint32_t> kept_indices() const {
    std::vector<std::uint32_t> indices;
    for (std::uint32_t neuron = 0; neuron < rows[0].size(); ++neuron) {
      bool kept = false;
      for (const auto& row : rows) kept = kept || row[neuron];
      if (kept) indices.push_back(neuron);
    }
    return indices;
  }
  std::size_t kept_bits() const {
    std::size_t bits = 0;
    for (const auto& row : rows) {
      for (const bool kept : row) bits += kept ? 1 : 0;
    }
    return bits;
  }
  std::vector<std::uint8_t> bytes() const {
    std::vector<std::uint8_t> bytes;
    for (const auto& row : rows) {
      std::vector<std::uint8_t> row_bytes((row.size() + 7) / 8, 0);
      for (std::size_t neuron = 0; neuron < row.size(); ++neuron) {
        if (row[neuron]) row_bytes[neuron / 8] = static_cast<std::uint8_t>(row_bytes[neuron / 8] + (1 << (neuron % 8)));
      }
      bytes.insert(bytes.end(), row_bytes.begin(), row_bytes.end());
    }
    return bytes;
  }
};

}  // namespace

TEST_CASE("A mask agrees with a plain table of flags") {
  const std::size_t neurons = GENERATE(0u, 1u, 7u, 8u, 9u, 63u, 64u, 65u, 127u, 128u, 129u, 650u, 1500u);
  const std::size_t rows = GENERATE(1u, 2u, 20u);
  const std::uint64_t drop_eighths = GENERATE(0u, 1u, 4u, 7u, 8u);
  CAPTURE(neurons, rows, drop_eighths);
  std::mt19937_64 random(neurons * 1000 + rows * 10 + drop_eighths);

  Mask mask(neurons, rows);
  PlainMask plain{std::vector<std::vector<bool>>(rows, std::vector<bool>(neurons, true))};
  for (std::size_t row = 0; row < rows; ++row) {
    for (std::size_t neuron = 0; neuron < neurons; ++neuron) {
      if (random() % 8 >= drop_eighths) continue;
      mask.drop(row, neuron);
      plain.rows[row][neuron] = false;
    }
  }

  CHECK(mask.neurons() == neurons);
  CHECK(mask.rows() == rows);
  CHECK(mask.structured() == (rows == 1));
  bool same = true;
  for (std::size_t row = 0; row < rows; ++row) {
    for (std::size_t neuron = 0; neuron < neurons; ++neuron)
      same = same && mask.kept(row, neuron) == plain.rows[row][neuron];
  }
  CHECK(same);
  CHECK(mask.kept_indices() == plain.kept_indices());
  CHECK(mask.kept_count() == plain.kept_indices().size());
  CHECK(mask.kept_bits() == plain.kept_bits());
  CHECK(mask.to_bytes() == plain.bytes());
  CHECK(Mask::from_bytes(neurons, rows, plain.bytes()) == mask);
}

TEST_CASE("Masks differ when a bit, a length or the number of rows differs") {
  Mask one_dropped(65);
  one_dropped.drop(0, 64);
  CHECK(one_dropped != Mask(65));
  CHECK(Mask(65) != Mask(66));
  CHECK(Mask(65, 1) != Mask(65, 2));
  one_dropped.drop(0, 64);
  Mask again(65);
  again.drop(0, 64);
  CHECK(again == one_dropped);
}

TEST_CASE("A mask's bytes are refused when their number is wrong") {
  const std::size_t neurons = GENERATE(0u, 1u, 8u, 9u, 64u, 65u);
  const std::size_t rows = GENERATE(1u, 3u);
  CAPTURE(neurons, rows);
  const std::size_t right = (neurons + 7) / 8 * rows;
  CHECK_NOTHROW(Mask::from_bytes(neurons, rows, std::vector<std::uint8_t>(right)));
  CHECK_THROWS_AS(Mask::from_bytes(neurons, rows, std::vector<std::uint8_t>(right + 1)), std::invalid_argument);
  if (right > 0) {
    CHECK_THROWS_AS(Mask::from_bytes(neurons, rows, std::vector<std::uint8_t>(right - 1)), std::invalid_argument);
  }
}

TEST_CASE("A mask's bytes are refused when a padding bit is set in any row") {
  const std::size_t row = GENERATE(0u, 1u, 2u);
  const std::size_t bit = GENERATE(3u, 4u, 7u);
  CAPTURE(row, bit);
  std::vector<std::uint8_t> bytes(3 * 2);
  bytes[row * 2 + 1] = static_cast<std::uint8_t>(1u << bit);
  if (bit < 4) {
    CHECK(Mask::from_bytes(12, 3, bytes).kept(row, 8 + bit));
  } else {
    CHECK_THROWS_AS(Mask::from_bytes(12, 3, bytes), std::invalid_argument);
  }
}

TEST_CASE("A stretch of a mask keeps what the mask keeps there") {
  const std::size_t first = GENERATE(0u, 1u, 63u, 64u, 70u), count = GENERATE(1u, 58u, 64u, 130u);
  CAPTURE(first, count);
  Mask mask(200, 2);
  for (std::size_t row = 0; row < 2; ++row)
    for (std::size_t i = 0; i < 200; ++i)
      if ((i * i + row) % 7 < 3) mask.drop(row, i);
  Mask expected(count, 2);
  for (std::size_t row = 0; row < 2; ++row)
    for (std::size_t i = 0; i < count; ++i)
      if (!mask.kept(row, first + i)) expected.drop(row, i);
  CHECK(mask.stretch(first, count) == expected);
}

TEST_CASE("A mask of impossible size is refused before anything is allocated") {
  constexpr std::size_t kHuge = std::numeric_limits<std::size_t>::max();
  CHECK_THROWS_AS(Mask(1, 0), std::invalid_argument);
  CHECK_THROWS_AS(Mask(kHuge, 1), std::invalid_argument);
  CHECK_THROWS_AS(Mask(1, kHuge), std::invalid_argument);
  CHECK_THROWS_AS(Mask::from_bytes(1, 0, {}), std::invalid_argument);
  CHECK_THROWS_AS(Mask::from_bytes(kHuge, 1, {}), std::invalid_argument);
  CHECK_THROWS_AS(Mask::from_bytes(8, kHuge, {}), std::invalid_argument);
  CHECK_THROWS_AS(Mask::from_bytes(Mask::kMaxSide, Mask::kMaxSide, {}), std::invalid_argument);
}
