// Operands and kept indices to try a product with, the same for the same seed on every platform.
#pragma once

#include <boost/random/mersenne_twister.hpp>
#include <cstdint>
#include <vector>

namespace skipgrid::cli {

class RandomOperands {
 public:
  explicit RandomOperands(std::uint64_t seed) : random_(seed) {}

  /// Uniform in low..high, both included.
  std::int64_t between(std::int64_t low, std::int64_t high);
  /// `count` of the indices 0..size-1, increasing; every such set is as likely as any other.
  std::vector<std::uint32_t> kept_indices(std::int64_t size, std::int64_t count);
  /// Numbers of very different size and sign, so that sums depend on the order of their terms.
  std::vector<float> matrix(std::int64_t rows, std::int64_t cols);

 private:
  boost::random::mt19937_64 random_;
};

}  // namespace skipgrid::cli
