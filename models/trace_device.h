// The device that computes nothing: it turns what a model does into the operations of a trace.
#pragma once

#include <cstdint>

#include "models/dependencies.h"
#include "models/device.h"
#include "traces/trace_sink.h"

namespace skipgrid::models {

/// Pushes one GemmOp a step (groups are not fused: that is the scheduler's choice) and one VectorOp a call into a sink.
/// Allocates no tensors. The caller calls the sink's begin() before and end() after.
template <class Scalar>
class TraceDevice : public Device<Scalar> {
 public:
  explicit TraceDevice(traces::TraceSink& sink) : sink_(sink) {}

  Scalar* allocate(std::int64_t) override { return nullptr; }
  void begin_iteration(int iteration) override { iteration_ = iteration; }
  void gemm(const GemmCall<Scalar>& call) override;
  void carry(const Tensor<Scalar>& sequence) override;
  /// Always false: there is nothing to compute.
  bool begin_vector(const VectorCall<Scalar>& call) override;
  void end_vector(const VectorCall<Scalar>&) override {}

 private:
  void gemm_step(const GemmCall<Scalar>& call, int step);

  traces::TraceSink& sink_;
  Dependencies dependencies_;
  std::uint64_t next_op_ = 0;
  int iteration_ = 0;
};

extern template class TraceDevice<float>;
extern template class TraceDevice<double>;

}  // namespace skipgrid::models
