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
  /// The neurons of one side of a weight: of x or of y.
  struct Side {
    std::vector<std::uint32_t> kept;    ///< by at least one sample: rows or columns of W
    std::vector<std::uint32_t> stored;  ///< where each lies in a row of the activation as it is stored
    std::int64_t columns = 0;           ///< of such a row

    std::int64_t count() const { return static_cast<std::int64_t>(kept.size()); }
    /// masks: null where the side has none.
    void find(const models::StepMasks* masks, int step, std::int64_t neurons);
  };
  void round(std::vector<float>& values) const;
  void load_activation(const float* values, const Side& side, std::vector<float>& to, bool transposed) const;
  void store_activation(float* values, const Side& side) const;
  void load_w(const models::Tensor<float>& w, std::vector<float>& to, bool transposed) const;
  void store_w(const models::Tensor<float>& w) const;

  Precision precision_;
  std::int64_t m_ = 0, k_ = 0, n_ = 0;
  std::vector<float> a_, b_, c_;
  Side x_, y_;
  std::int64_t batch_ = 0;
};

}  // namespace skipgrid::sim
