// Who watches a machine at work: for timelines. A machine that is watched goes through every wave.
#pragma once

#include "sim/array/mapping.h"
#include "sim/array/stream_run.h"
#include "sim/engine/stats.h"
#include "sim/memory/banked/dram_device.h"
#include "traces/ops.h"

namespace skipgrid::sim {

class MachineObserver {
 public:
  virtual ~MachineObserver() = default;
  /// Of every operation, when it is done.
  virtual void product(const traces::GemmOp& op, Cycles begin, Cycles end) = 0;
  virtual void element_wise(const traces::VectorOp& op, Cycles begin, Cycles end) = 0;
  /// Tiles of a product stream past PE(0, 0): told when they have started. `used_pes`: the sum over the tiles.
  virtual void tiles(const traces::GemmOp& op, const StreamRun& run, std::int64_t used_pes) = 0;
  /// The skip unit finds a product's kept indices: told when it begins.
  virtual void scan(const traces::GemmOp& /*op*/, Cycles /*begin*/, Cycles /*end*/) {}
  /// A request of DRAM, when it is done, from when it was made.
  virtual void transfer(DramDirection /*direction*/, Bytes /*bytes*/, Cycles /*begin*/, Cycles /*end*/) {}
  /// What cycles are spent on, one stretch after another from the first cycle to the last; null: on nothing.
  virtual void spent(Spent /*on*/, Cycles /*begin*/, Cycles /*end*/) {}
  /// What the buffers have left from a cycle on. Times do not decrease.
  virtual void room(const PerMatrix<Bytes>& /*left*/, Cycles /*now*/) {}
  /// The run is over, and has taken so many cycles.
  virtual void end(Cycles /*cycles*/) {}
};

}  // namespace skipgrid::sim
