// A sink that tells how much of a trace has gone through it: whoever takes operations as it goes, as a machine does, is
// about as far.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <optional>

#include "sim/experiment/progress/task_progress.h"
#include "traces/trace_sink.h"

namespace skipgrid::sim {

/// About how long a product takes to simulate, in seconds.
using ProductCost = std::function<double(const traces::GemmOp& op)>;

/// The same of a whole trace, as far as it could be counted.
struct TraceCost {
  double seconds = 0;
  bool whole = true;  ///< false: it is more
};

/// From the first iteration alone when it is known how many there are; otherwise (0) all are gone through, but for no
/// longer than `patience`.
TraceCost cost_of(const std::function<void(traces::TraceSink& sink)>& push, const ProductCost& cost, int iterations,
                  std::chrono::milliseconds patience = std::chrono::milliseconds(500));

class CountedSink : public traces::TraceSink {
 public:
  /// How long it takes until somebody wants to know: only then is the trace produced once more, for its cost.
  static constexpr std::chrono::milliseconds kPatience{1500};

  /// `push` pushes the same trace again. All references must outlive this. Of a trace whose cost cannot be counted
  /// nothing is told.
  CountedSink(traces::TraceSink& sink, TaskProgress progress, ProductCost cost,
              std::function<void(traces::TraceSink& sink)> push, std::chrono::milliseconds patience = kPatience);

  void begin(const traces::TraceHeader& header) override { sink_.begin(header); }
  void gemm(const traces::GemmOp& op) override;
  void vector(const traces::VectorOp& op) override;
  void end() override { sink_.end(); }

 private:
  void tell();

  using Clock = std::chrono::steady_clock;
  traces::TraceSink& sink_;
  const TaskProgress progress_;
  const ProductCost cost_;
  const std::function<void(traces::TraceSink& sink)> push_;
  const Clock::time_point patient_until_;
  double gone_ = 0;
  std::optional<TraceCost> whole_;
};

}  // namespace skipgrid::sim
