// The operands of one time step's product as the array wants them: compacted, rounded to its precision, A[m x k] and
// B[k x n] without gaps; and the way back for what was computed.
#pragma once

#include <cstdint>
#include <vector>

#include "models/device.h"
#include "sim/array/array_config.h"

namespace skipgrid::sim {

/// Buffers that one product after another uses anew.
class ArrayDeviceOperands {
 public:
  explicit ArrayDeviceOperands(Precision precision) : precision_(precision) {}

  /// Prepares the product of `call` at `step`. After it a() and b() are rounded, and c() holds what the product adds
  /// to.
  void load(const models::GemmCall<float>& call, int step, bool accumulate);
  /// Writes c() to where the call wants its result.
  void store(const models::GemmCall<float>& call, int step) const;

  std::int64_t m() const { return m_; }
  std::int64_t k() const { return k_; }
  std::int64_t n() const { return n_; }
  const float* a() const { return a_.data(); }
  const float* b() const { return b_.data(); }
  float* c() { return c_.data(); }

 private:
  /// Neurons of x that at least one sample keeps, and where each lies in a row of x as it is stored.
  void find_kept(const models::GemmCall<float>& call, int step);
  void round(std::vector<float>& values) const;
  void load_x(const float* x, std::vector<float>& to, bool transposed) const;
  void load_w(const float* w, std::int64_t cols, std::vector<float>& to, bool transposed) const;

  Precision precision_;
  std::int64_t m_ = 0, k_ = 0, n_ = 0;
  std::vector<float> a_, b_, c_;
  std::vector<std::uint32_t> kept_;    // rows of W
  std::vector<std::uint32_t> stored_;  // columns of x as stored
  std::int64_t batch_ = 0, columns_ = 0;
};

}  // namespace skipgrid::sim
