#include "sim/experiment/progress/counted_sink.h"

#include <algorithm>
#include <utility>

namespace skipgrid::sim {
namespace {

/// Of an element-wise operation, in seconds: little in both engines.
constexpr double kElementWise = 10e-6;

using Clock = std::chrono::steady_clock;

/// Ends the pushing of a trace from inside a sink.
struct Enough {};

class Adding : public traces::TraceSink {
 public:
  Adding(const ProductCost& cost, bool first_only, Clock::time_point until)
      : cost_(cost), first_only_(first_only), until_(until) {}
  void begin(const traces::TraceHeader&) override {}
  void gemm(const traces::GemmOp& op) override { add(op.iter, cost_(op)); }
  void vector(const traces::VectorOp& op) override { add(op.iter, kElementWise); }
  void end() override {}

  TraceCost sum;

 private:
  void add(int iteration, double seconds) {
    if (!begun_) first_ = iteration;
    begun_ = true;
    if (first_only_ && iteration != first_) throw Enough();
    if (!first_only_ && Clock::now() > until_) {
      sum.whole = false;
      throw Enough();
    }
    sum.seconds += seconds;
  }

  const ProductCost& cost_;
  const bool first_only_;
  const Clock::time_point until_;
  bool begun_ = false;
  int first_ = 0;
};

}  // namespace

TraceCost cost_of(const std::function<void(traces::TraceSink& sink)>& push, const ProductCost& cost, int iterations,
                  std::chrono::milliseconds patience) {
  Adding adding(cost, iterations > 0, Clock::now() + patience);
  try {
    push(adding);
  } catch (const Enough&) {
  }
  adding.sum.seconds *= std::max(iterations, 1);
  return adding.sum;
}

CountedSink::CountedSink(traces::TraceSink& sink, TaskProgress progress, ProductCost cost,
                         std::function<void(traces::TraceSink& sink)> push, std::chrono::milliseconds patience)
    : sink_(sink),
      progress_(progress),
      cost_(std::move(cost)),
      push_(std::move(push)),
      patient_until_(Clock::now() + patience) {}

void CountedSink::gemm(const traces::GemmOp& op) {
  sink_.gemm(op);
  gone_ += cost_(op);
  tell();
}

void CountedSink::vector(const traces::VectorOp& op) {
  sink_.vector(op);
  gone_ += kElementWise;
  tell();
}

void CountedSink::tell() {
  if (!whole_) {
    if (Clock::now() < patient_until_) return;
    whole_ = cost_of(push_, cost_, progress_.iterations());
  }
  if (whole_->whole) progress_.done(std::min(1.0, gone_ / whole_->seconds));
}

}  // namespace skipgrid::sim
