// The units of a machine and what they do together in a cycle. For machine.cpp and its process alone.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "sim/array/simulation.h"
#include "sim/engine/array_unit/array_unit.h"
#include "sim/engine/buffers.h"
#include "sim/engine/known_stretches.h"
#include "sim/engine/ledger.h"
#include "sim/engine/machine.h"
#include "sim/engine/machine_observer.h"
#include "sim/engine/memory_port.h"
#include "sim/engine/op_window.h"
#include "sim/engine/pinning/pinned_tensors.h"
#include "sim/engine/skip_unit.h"
#include "sim/engine/steady_state.h"
#include "sim/engine/vector_unit.h"

namespace skipgrid::sim {

class Machine::Parts : private SteadyMachine {
 public:
  Parts(Engine engine, const MachineConfig& config, Skipping skipping, Residency residency, MachineObserver* observer);

  void push(std::variant<traces::GemmOp, traces::VectorOp> op);
  void end();
  /// Tiles have started; called by the process.
  void wave_started(Cycles now);
  /// Whatever happens in a cycle; called by the process. Returns when to look again, if nothing is notified before;
  /// kNoCycle when the machine is done or waits for more operations.
  Cycles step(Cycles now);

  const Accounts& accounts() const { return accounts_; }
  const ArrayModel& array() const { return *array_; }
  std::int64_t looks() const { return looks_; }
  const MemoryPort* memory() const { return memory_.get(); }
  const Residency& residency() const { return residency_; }

 private:
  class Process;

  void resume();
  void finish(LiveOp& op, Cycles now);
  void note_state(Cycles now);
  bool window_runs_low() const { return !ended_ && !filling_ && window_.size() <= kWindow / 2; }
  /// Is at once at the end of what has been gone through before; returns the time then.
  Cycles pass(Cycles now);
  /// Does at once what would be done over and over from now on; returns the time then.
  Cycles repeat(Cycles now);
  void check() const;
  std::string who_waits() const;

  bool describe(Situation& situation, Cycles now) override;
  void describe_surroundings(Situation& situation) const override;
  bool describe_others(Situation& situation, Cycles now) const override;
  void visit_counts(Totals& totals) override;
  Cycles fixed_event(Cycles now) const override { return vector_unit_.next_event(now); }

  // Far more than the units look ahead, so that where it ends changes no cycle.
  static constexpr std::size_t kWindow = 2048;

  Simulation simulation_;
  const MachineConfig config_;
  const Residency residency_;
  MachineObserver* observer_;
  Accounts accounts_;
  std::unique_ptr<ArrayModel> array_;
  std::unique_ptr<MemoryPort> memory_;  // null when DRAM is ideal
  OpWindow window_;
  PinnedTensors pinned_;
  SkipUnit skip_unit_;
  Buffers buffers_;
  ArrayUnit array_unit_;
  VectorUnit vector_unit_;
  Ledger ledger_;
  const bool runs_ahead_;
  const bool fast_forward_;
  KnownStretches known_stretches_;
  SteadyState steady_state_;
  std::int64_t looks_ = 0;
  std::int64_t told_used_pes_ = 0;  // to the observer
  std::vector<LiveOp*> done_;
  bool filling_ = true;  // the window waits for more operations
  bool ended_ = false;   // there are no more
  std::unique_ptr<Process> process_;
};

}  // namespace skipgrid::sim
