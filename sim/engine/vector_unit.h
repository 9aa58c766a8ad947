// The unit for everything element-wise: in trace order, each operation when what it reads exists.
#pragma once

#include <deque>
#include <map>
#include <optional>
#include <string>

#include "sim/engine/accounts.h"
#include "sim/engine/machine_config.h"
#include "sim/engine/memory_port.h"
#include "sim/engine/op_window.h"
#include "sim/engine/residency.h"

namespace skipgrid::sim {

/// What its operands and results move, and when: an operation computes while its operands stream in, is over when both
/// are through, and done when its results are in DRAM; the next one begins when it is over.
class VectorUnit : public MemoryClient {
 public:
  /// memory is null when DRAM is ideal.
  VectorUnit(const MachineConfig& config, const Residency& residency, MemoryPort* memory, Accounts& accounts)
      : config_(config), residency_(residency), memory_(memory), accounts_(accounts) {}

  void push(LiveOp& op) { queue_.push_back(&op); }
  /// Does what can be done in this cycle; operations that are done are appended. True when anything changed.
  bool step(Cycles now, std::vector<LiveOp*>& done);
  bool computing(Cycles now) const { return current_ != nullptr && now < computed_at_; }
  /// When the present operation will have been computed.
  std::optional<Cycles> next_event(Cycles now) const {
    return computing(now) ? std::optional<Cycles>(computed_at_) : std::nullopt;
  }

  std::string waits_for() const;

  void transfer_done(std::int64_t tag) override;

 private:
  /// One direction of an operation's traffic, cut into pieces so that it does not hold up everyone else.
  struct Traffic {
    std::deque<DramSegment> waiting;
    int under_way = 0;
    bool over() const { return waiting.empty() && under_way == 0; }
  };
  Traffic traffic(const std::vector<traces::TensorReference>& tensors, std::int64_t elements) const;
  void pump(Cycles now, Traffic& traffic, DramDirection direction, std::int64_t tag, std::size_t account);
  void start(LiveOp& op, Cycles now);

  const MachineConfig& config_;
  const Residency& residency_;
  MemoryPort* memory_;
  Accounts& accounts_;
  std::deque<LiveOp*> queue_;
  LiveOp* current_ = nullptr;
  Cycles computed_at_;
  Traffic reads_;
  struct Store {
    LiveOp* op;
    Traffic writes;
  };
  std::map<std::int64_t, Store> storing_;  // by tag, which counts up from 1; reads have tag 0
  std::int64_t next_tag_ = 1;
};

}  // namespace skipgrid::sim
