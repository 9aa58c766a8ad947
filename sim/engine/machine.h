// The whole machine: array, buffers, DRAM, skip unit and vector unit around one stream of operations. Takes a trace and
// tells where the cycles went.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "sim/array/array_model.h"
#include "sim/array/simulation.h"
#include "sim/engine/array_unit/array_unit.h"
#include "sim/engine/buffers.h"
#include "sim/engine/ledger.h"
#include "sim/engine/machine_config.h"
#include "sim/engine/memory_port.h"
#include "sim/engine/op_window.h"
#include "sim/engine/residency.h"
#include "sim/engine/skip_unit.h"
#include "sim/engine/vector_unit.h"
#include "sim/engine/work_log.h"
#include "traces/trace_sink.h"

namespace skipgrid::sim {

/// Is told of every operation when it is done, and of tiles when they have started; for timelines.
class MachineObserver {
 public:
  virtual ~MachineObserver() = default;
  /// Tiles of a product stream past PE(0, 0).
  virtual void tiles(const traces::GemmOp& op, const StreamRun& run) = 0;
  virtual void product(const traces::GemmOp& op, Cycles begin, Cycles end) = 0;
  virtual void element_wise(const traces::VectorOp& op, Cycles begin, Cycles end) = 0;
};

/// To whom cycles and work belong.
struct AccountName {
  std::string layer;
  traces::Phase phase;
};

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
  /// Runs to the end. Throws std::logic_error, saying who waits for what, when the machine stops before it is done.
  void end() override;

  Cycles cycles() const;
  const std::vector<AccountName>& account_names() const { return account_names_; }
  /// By account, in the order of account_names(); complete after end().
  const std::vector<Ledger::Account>& accounts() const { return ledger_.accounts(); }
  const WorkLog& work() const { return work_; }
  ArrayCounters array_counters() const { return array_->counters(); }
  DramStatistics dram_statistics() const;
  const Residency& residency() const { return residency_; }

 private:
  class Control;

  void push(std::variant<traces::GemmOp, traces::VectorOp> op);
  std::size_t account(const std::string& layer, traces::Phase phase);
  void resume();
  void step();
  void finish(LiveOp& op, Cycles now);
  void note_state(Cycles now);
  std::string who_waits() const;

  Simulation simulation_;
  const MachineConfig config_;
  Residency residency_;
  MachineObserver* observer_;
  std::unique_ptr<ArrayModel> array_;
  std::unique_ptr<MemoryPort> memory_;  // null when DRAM is ideal
  WorkLog work_;
  SkipUnit skip_unit_;
  Buffers buffers_;
  ArrayUnit array_unit_;
  VectorUnit vector_unit_;
  OpWindow window_;
  Ledger ledger_;
  std::vector<AccountName> account_names_;
  std::vector<LiveOp*> done_;
  bool filling_ = true;  // the window waits for more operations
  bool ended_ = false;   // there are no more
  std::unique_ptr<Control> control_;
};

}  // namespace skipgrid::sim
