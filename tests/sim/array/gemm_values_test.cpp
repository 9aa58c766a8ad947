#include "sim/array/gemm_values.h"

#include <catch2/catch.hpp>
#include <cmath>
#include <cstring>
#include <limits>

using namespace skipgrid::sim;

namespace {

float from_bits(std::uint32_t bits) {
  float value = 0;
  std::memcpy(&value, &bits, sizeof value);
  return value;
}

}  // namespace

TEST_CASE("Rounding to bf16 goes to nearest, ties to even, on both sides of each edge") {
  CHECK(round_to_bf16(from_bits(0x3F80'7FFF)) == from_bits(0x3F80'0000));  // just below the tie: down
  CHECK(round_to_bf16(from_bits(0x3F80'8000)) == from_bits(0x3F80'0000));  // tie, even below: down
  CHECK(round_to_bf16(from_bits(0x3F80'8001)) == from_bits(0x3F81'0000));  // just above: up
  CHECK(round_to_bf16(from_bits(0x3F81'8000)) == from_bits(0x3F82'0000));  // tie, odd below: up
  CHECK(round_to_bf16(from_bits(0xBF81'8000)) == from_bits(0xBF82'0000));
}

TEST_CASE("Rounding to bf16 keeps zeros' signs, infinities and NaNs, and overflows to infinity") {
  CHECK(std::signbit(round_to_bf16(-0.0f)));
  CHECK(round_to_bf16(std::numeric_limits<float>::infinity()) == std::numeric_limits<float>::infinity());
  CHECK(round_to_bf16(std::numeric_limits<float>::max()) == std::numeric_limits<float>::infinity());
  CHECK(std::isnan(round_to_bf16(from_bits(0x7F80'0001))));
  CHECK(std::isnan(round_to_bf16(from_bits(0x7FFF'FFFF))));
}

TEST_CASE("Values of bf16 survive rounding unchanged") {
  for (std::uint32_t high = 0; high < 0x1'0000; ++high) {
    const float value = from_bits(high << 16);
    if (!std::isnan(value)) CHECK(round_to_bf16(value) == value);
  }
}

TEST_CASE("Scatter puts back what gather took, and zeros elsewhere") {
  const std::vector<float> matrix{1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12};  // 3 x 4
  const std::vector<std::uint32_t> rows{0, 2}, cols{1, 3};
  const std::vector<float> compact = gather(matrix, 4, rows, cols);
  CHECK(compact == std::vector<float>{2, 4, 10, 12});
  CHECK(scatter(compact, 3, 4, rows, cols) == std::vector<float>{0, 2, 0, 4, 0, 0, 0, 0, 0, 10, 0, 12});
}

TEST_CASE("The order of sums is the dataflow's: ws adds tile sums, os adds every product in turn") {
  // In fp32, 2^24 + 1 is 2^24: whether the ones meet each other before they meet the large value shows the order.
  const std::vector<float> a{16777216.0f, 0.0f, 1.0f, 1.0f};
  const std::vector<float> b{1, 1, 1, 1};
  ArrayConfig config;
  config.rows = 2;
  config.dataflow = Dataflow::ws;
  CHECK(reference_gemm(config, 1, 4, 1, a, b).front() == 16777218.0f);
  config.dataflow = Dataflow::os;
  CHECK(reference_gemm(config, 1, 4, 1, a, b).front() == 16777216.0f);
}
