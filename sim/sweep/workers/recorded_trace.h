// A trace in memory, to be replayed to one run after another.
#pragma once

#include <cstddef>
#include <variant>
#include <vector>

#include "traces/trace_sink.h"

namespace skipgrid::sweep {

/// Takes a trace and keeps it, unless it is too long.
class RecordedTrace : public traces::TraceSink {
 public:
  /// Gives up, and lets go of what it has, beyond about this many bytes.
  explicit RecordedTrace(std::size_t most_bytes) : most_bytes_(most_bytes) {}

  void begin(const traces::TraceHeader& header) override;
  void gemm(const traces::GemmOp& op) override;
  void vector(const traces::VectorOp& op) override;
  void end() override { complete_ = !gave_up_; }

  bool complete() const { return complete_; }
  /// Requires complete().
  void replay(traces::TraceSink& sink) const;
  /// The same operations, whatever their masks drop: all that a machine sees that skips nothing. Requires complete() of
  /// both.
  bool same_without_masks(const RecordedTrace& other) const;

 private:
  void count(std::size_t bytes);
  std::size_t bytes_of(const traces::MaskPtr& mask);

  std::size_t most_bytes_, bytes_ = 0;
  bool gave_up_ = false, complete_ = false;
  traces::TraceHeader header_;
  std::vector<std::variant<traces::GemmOp, traces::VectorOp>> ops_;
  const traces::TraceMask* last_mask_ = nullptr;
};

}  // namespace skipgrid::sweep
