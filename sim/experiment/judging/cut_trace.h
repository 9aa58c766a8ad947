// The trace of a variant, cut into its iterations: what search, schedules and machine ask for again and again.
#pragma once

#include <functional>
#include <vector>

#include "sim/schedule/iteration/iteration.h"
#include "traces/trace_sink.h"

namespace skipgrid::sim {

/// Pushes the same trace each time it is asked.
using TraceProducer = std::function<void(traces::TraceSink& sink)>;

/// Operations up to which a trace is kept; a longer one is produced again each time, so that memory does not grow with
/// the number of iterations.
inline constexpr std::size_t kKeptOperations = 150'000;

class CutTrace {
 public:
  /// What the producer refers to must outlive this.
  explicit CutTrace(TraceProducer produce) : produce_(std::move(produce)) {}

  /// The trace as it is.
  void produce(traces::TraceSink& sink) const { produce_(sink); }
  /// Shows each iteration, in order.
  void for_each(const std::function<void(const Iteration& iteration)>& look) const;
  /// begin() of the sink, each iteration, end().
  void for_each(traces::TraceSink& sink, const std::function<void(const Iteration& iteration)>& look) const;
  /// Whether the trace is short enough to be kept.
  bool kept() const;

 private:
  void cut() const;

  const TraceProducer produce_;
  // What is found out when it is first asked for.
  mutable enum { unknown, in_memory, too_long } state_ = unknown;
  mutable traces::TraceHeader header_;
  mutable std::vector<Iteration> iterations_;
};

}  // namespace skipgrid::sim
