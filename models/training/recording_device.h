// A device that computes on another one and at the same time tells a TraceDevice what was done.
#pragma once

#include "models/device.h"
#include "models/trace_device.h"

namespace skipgrid::models {

template <class Scalar>
class RecordingDevice : public Device<Scalar> {
 public:
  /// Both must outlive it. Models are built on this device, not on `computing`.
  RecordingDevice(Device<Scalar>& computing, TraceDevice<Scalar>& tracing) : computing_(computing), tracing_(tracing) {}

  /// Operations go into the trace while this is on; off at first.
  void record(bool on) { recording_ = on; }

  Scalar* allocate(std::int64_t elements) override { return computing_.allocate(elements); }
  void begin_iteration(int iteration) override {
    computing_.begin_iteration(iteration);
    tracing_.begin_iteration(iteration);
  }
  void gemm(const GemmCall<Scalar>& call) override {
    if (recording_) tracing_.gemm(call);
    computing_.gemm(call);
  }
  void carry(const Tensor<Scalar>& sequence) override {
    if (recording_) tracing_.carry(sequence);
    computing_.carry(sequence);
  }
  bool begin_vector(const VectorCall<Scalar>& call) override {
    if (recording_) tracing_.begin_vector(call);
    return computing_.begin_vector(call);
  }
  void end_vector(const VectorCall<Scalar>& call) override { computing_.end_vector(call); }
  void in_parts(std::int64_t count, std::int64_t grain, const typename Device<Scalar>::PartWork& work) override {
    computing_.in_parts(count, grain, work);
  }
  PhaseSeconds phase_seconds() const override { return computing_.phase_seconds(); }

 private:
  Device<Scalar>& computing_;
  TraceDevice<Scalar>& tracing_;
  bool recording_ = false;
};

}  // namespace skipgrid::models
