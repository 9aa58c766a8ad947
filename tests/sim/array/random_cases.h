// Random arrays and products, with edge sizes on purpose.
#pragma once

#include <cstdint>
#include <random>
#include <vector>

#include "sim/array/array_gemm.h"
#include "sim/array/gemm_values.h"
#include "traces/mask.h"

namespace skipgrid::sim::testing {

class RandomCases {
 public:
  explicit RandomCases(std::uint64_t seed) : random_(seed) {}

  int between(int low, int high) { return std::uniform_int_distribution<int>(low, high)(random_); }
  bool one_in(int n) { return between(1, n) == 1; }

  /// Sides of 1 x 1, tall, wide and square arrays.
  ArrayConfig array(int largest_side) {
    ArrayConfig config;
    config.rows = one_in(5) ? 1 : between(1, largest_side);
    config.cols = one_in(5) ? 1 : between(1, largest_side);
    config.dataflow = static_cast<Dataflow>(between(0, static_cast<int>(kMappings.size()) - 1));
    config.schedule = static_cast<Schedule>(between(0, 1));
    config.precision = static_cast<Precision>(between(0, 1));
    config.multiplier_stages = one_in(2) ? 1 : between(1, 9);
    return config;
  }

  std::vector<float> matrix(std::int64_t rows, std::int64_t cols) {
    std::vector<float> values(static_cast<std::size_t>(rows * cols));
    std::normal_distribution<float> normal;
    for (float& value : values) value = normal(random_);
    return values;
  }

  /// From nothing dropped to everything dropped.
  traces::Mask mask(int neurons) {
    traces::Mask mask(static_cast<std::size_t>(neurons));
    const int percent = one_in(6) ? 100 : one_in(5) ? 0 : between(0, 100);
    for (int i = 0; i < neurons; ++i) {
      if (between(1, 100) <= percent) mask.drop(0, static_cast<std::size_t>(i));
    }
    return mask;
  }

 private:
  std::mt19937_64 random_;
};

/// A product with masks on all three dimensions, compacted as the array wants it.
struct RandomProduct {
  int m, k, n;
  std::vector<std::uint32_t> kept_m, kept_k, kept_n;
  std::vector<float> a, b;  ///< compacted, not yet rounded

  RandomProduct(RandomCases& random, int largest)
      : m(random.between(1, largest)), k(random.between(1, largest)), n(random.between(1, largest)) {
    kept_m = random.mask(m).kept_indices();
    kept_k = random.mask(k).kept_indices();
    kept_n = random.mask(n).kept_indices();
    a = gather(random.matrix(m, k), k, kept_m, kept_k);
    b = gather(random.matrix(k, n), n, kept_k, kept_n);
  }

  std::int64_t rows() const { return static_cast<std::int64_t>(kept_m.size()); }
  std::int64_t inner() const { return static_cast<std::int64_t>(kept_k.size()); }
  std::int64_t cols() const { return static_cast<std::int64_t>(kept_n.size()); }
};

}  // namespace skipgrid::sim::testing
