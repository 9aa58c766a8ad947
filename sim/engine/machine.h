// The whole machine: array, skip unit, buffers, DRAM and vector unit around one stream of operations. Takes a trace and
// tells where the cycles went.
#pragma once

#include <memory>
#include <vector>

#include "sim/array/array_counters.h"
#include "sim/array/engine.h"
#include "sim/array/stream_run.h"
#include "sim/engine/accounts.h"
#include "sim/engine/machine_config.h"
#include "sim/engine/residency.h"
#include "sim/engine/skipping.h"
#include "sim/memory/dram_statistics.h"
#include "traces/trace_sink.h"

namespace skipgrid::sim {

class MachineObserver;

/// One simulation. Operations issue in trace order per unit; each starts when those that it depends on are done.
/// Memory is bounded by a window of operations: the producer of the trace waits while it is full.
class Machine : public traces::TraceSink {
 public:
  /// The residency is of the same trace. Throws InputError when a buffer cannot hold two tiles (a tile in use and one
  /// on its way).
  Machine(Engine engine, const MachineConfig& config, Skipping skipping, Residency residency,
          MachineObserver* observer = nullptr);
  ~Machine() override;

  void begin(const traces::TraceHeader& header) override;
  void gemm(const traces::GemmOp& op) override;
  void vector(const traces::VectorOp& op) override;
  /// Runs to the end. Throws std::logic_error, saying what each unit waits for, when the machine stops before it is
  /// done, and with the numbers when they cannot be right (self_check.h).
  void end() override;

  /// What was counted, for each layer, operation and phase, in the order in which the trace first names them; complete
  /// after end().
  const std::vector<Account>& accounts() const;
  /// From start to end: the sum over the accounts.
  Cycles cycles() const;
  ArrayCounters array_counters() const;
  DramStatistics dram_statistics() const;
  const Residency& residency() const;
  /// How many cycles it has looked at one by one: what a run costs.
  std::int64_t looks() const;

 private:
  class Parts;
  std::unique_ptr<Parts> parts_;
};

}  // namespace skipgrid::sim
