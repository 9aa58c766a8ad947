// Puts schedules to a trace on its way through: a trace goes in, another trace of the same work comes out.
#pragma once

#include <functional>
#include <vector>

#include "sim/engine/machine_config.h"
#include "sim/engine/skipping.h"
#include "sim/schedule/id_map.h"
#include "sim/schedule/iteration/iteration_splitter.h"
#include "sim/schedule/lowering.h"
#include "sim/schedule/schedule.h"
#include "traces/trace_sink.h"

namespace skipgrid::sim {

/// Holds one iteration at a time. Ids are consecutive; an operation waits for all that its members wait for.
class SchedulingSink : public traces::TraceSink {
 public:
  /// The schedule of an iteration; the number counts iterations from 0.
  using Choose = std::function<IterationSchedule(const Iteration& iteration, std::size_t number)>;

  /// Both references must outlive the sink. Taking operations throws InputError when a schedule does not fit.
  SchedulingSink(traces::TraceSink& downstream, const MachineConfig& config, Skipping skipping, Choose choose)
      : downstream_(downstream),
        config_(config),
        skipping_(skipping),
        choose_(std::move(choose)),
        splitter_([this](IterationOps&& ops) { iteration(Iteration(std::move(ops))); }) {}

  void begin(const traces::TraceHeader& header) override { downstream_.begin(header); }
  void gemm(const traces::GemmOp& op) override { splitter_.gemm(op); }
  void vector(const traces::VectorOp& op) override { splitter_.vector(op); }
  void end() override {
    splitter_.end();
    downstream_.end();
  }
  /// All operations of the next iteration at once, in place of gemm() and vector().
  void iteration(const Iteration& iteration) { emit(iteration, choose_(iteration, number_++)); }

 private:
  void emit(const Iteration& iteration, const IterationSchedule& schedule);

  traces::TraceSink& downstream_;
  const MachineConfig& config_;
  const Skipping skipping_;
  const Choose choose_;
  IterationSplitter splitter_;
  IdMap ids_;
  std::size_t number_ = 0;
};

}  // namespace skipgrid::sim
