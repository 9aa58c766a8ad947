// What a scheduled trace takes at the very least.
#pragma once

#include <cstdint>
#include <vector>

#include "sim/schedule/machine_clock.h"
#include "sim/schedule/span_demands.h"
#include "traces/trace_sink.h"

namespace skipgrid::sim {

/// Takes a trace as the machine would: no machine with its array, skip unit, vector unit and DRAM is done with it
/// sooner. Its cycles where memory is ideal.
class LeastCycles : public traces::TraceSink {
 public:
  /// All references must outlive this. An empty residency: bytes take no time.
  LeastCycles(const MachineConfig& config, Skipping skipping, const Residency& residency = kNothingMoves)
      : config_(config), skipping_(skipping), residency_(residency), clock_(config) {}

  void begin(const traces::TraceHeader&) override {}
  void gemm(const traces::GemmOp& op) override;
  void vector(const traces::VectorOp& op) override;
  void end() override {}

  Cycles cycles() const;

 private:
  std::int64_t ready(const std::vector<std::uint64_t>& deps) const;
  void is_done(std::int64_t cycle);

  const MachineConfig& config_;
  const Skipping skipping_;
  const Residency& residency_;
  MachineClock clock_;              // of a machine whose memory is ideal
  std::vector<std::int64_t> done_;  // by operation
  std::int64_t end_ = 0;
  Bytes moved_;
};

}  // namespace skipgrid::sim
