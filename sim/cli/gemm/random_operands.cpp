#include "sim/cli/gemm/random_operands.h"

#include <boost/random/uniform_int_distribution.hpp>
#include <cmath>

namespace skipgrid::cli {

std::int64_t RandomOperands::between(std::int64_t low, std::int64_t high) {
  return boost::random::uniform_int_distribution<std::int64_t>(low, high)(random_);
}

std::vector<std::uint32_t> RandomOperands::kept_indices(std::int64_t size, std::int64_t count) {
  std::vector<std::uint32_t> kept;
  kept.reserve(static_cast<std::size_t>(count));
  // Selection sampling: each index with the chance that exactly `count` of all are taken.
  for (std::int64_t index = 0; count > 0; ++index) {
    if (between(0, size - index - 1) >= count) continue;
    kept.push_back(static_cast<std::uint32_t>(index));
    --count;
  }
  return kept;
}

std::vector<float> RandomOperands::matrix(std::int64_t rows, std::int64_t cols) {
  std::vector<float> values(static_cast<std::size_t>(rows * cols));
  for (float& value : values) {
    const std::uint64_t bits = random_();
    const auto mantissa = static_cast<float>(static_cast<std::int64_t>(bits >> 40) - (1 << 23));  // 24 bits, signed
    value = std::ldexp(mantissa, -23 - static_cast<int>(bits & 15));
  }
  return values;
}

}  // namespace skipgrid::cli
