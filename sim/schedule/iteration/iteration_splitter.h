// Cuts a trace into its iterations.
#pragma once

#include <functional>
#include <utility>

#include "sim/schedule/iteration/iteration.h"
#include "traces/trace_sink.h"

namespace skipgrid::sim {

/// Holds one iteration at a time.
class IterationSplitter : public traces::TraceSink {
 public:
  using Take = std::function<void(IterationOps&& ops)>;

  explicit IterationSplitter(Take take) : take_(std::move(take)) {}

  void begin(const traces::TraceHeader&) override {}
  void gemm(const traces::GemmOp& op) override { buffer(op); }
  void vector(const traces::VectorOp& op) override { buffer(op); }
  void end() override { flush(); }

 private:
  template <class Op>
  void buffer(const Op& op) {
    if (op.iter != iteration_) flush();
    iteration_ = op.iter;
    ops_.emplace_back(op);
  }
  void flush() {
    if (!ops_.empty()) take_(std::exchange(ops_, {}));
  }

  const Take take_;
  int iteration_ = 0;
  IterationOps ops_;
};

}  // namespace skipgrid::sim
