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
#include "sim/engine/pinning/pinned_tensors.h"
#include "sim/engine/residency.h"

namespace skipgrid::sim {

/// An operation computes while its operands stream in, is over when both are through, and done when its results are in
/// DRAM; the next one begins when it is over. Without a unit in the hardware operations cost nothing but their traffic,
/// and none waits for another that it does not depend on.
class VectorUnit : public MemoryClient {
 public:
  /// memory is null when DRAM is ideal.
  VectorUnit(const MachineConfig& config, const Residency& residency, PinnedTensors& pinned, MemoryPort* memory,
             Accounts& accounts)
      : config_(config), residency_(residency), pinned_(pinned), memory_(memory), accounts_(accounts) {}

  void push(LiveOp& op);
  /// To be called when the last of what a pushed operation waits for is done.
  void ready(LiveOp& op) { ready_.emplace(op.id(), &op); }
  /// Does what can be done in this cycle; operations that are done are appended. True when anything changed.
  bool step(Cycles now, std::vector<LiveOp*>& done) { return !(ready_.empty() && running_.empty()) && work(now, done); }
  bool computing(Cycles now) const { return occupied() && now < running_.rbegin()->second.computed_at; }
  /// When the present operation will have been computed, or kNoCycle.
  Cycles next_event(Cycles now) const { return computing(now) ? running_.rbegin()->second.computed_at : kNoCycle; }

  /// Operands or results are on their way.
  bool transfers() const;
  std::string waits_for() const;

  void transfer_done(std::int64_t tag) override { --running_.at(tag).traffic.under_way; }
  std::int64_t relative(std::int64_t tag) const override { return next_tag_ - tag; }
  std::int64_t absolute(std::int64_t relative) const override { return next_tag_ - relative; }
  /// Adds all but when the present operation will have been computed: nothing happens here of itself before that.
  void describe(Situation& situation, Cycles now) const;
  /// Adds what changes with operations that begin and end.
  void describe_surroundings(Situation& situation) const;

 private:
  /// One direction of an operation's traffic. It goes piece by piece so that it does not hold up everyone else, each
  /// cut off when its turn comes: a tensor may be larger than a list of its pieces could be.
  struct Traffic {
    std::deque<DramSegment> waiting;
    int under_way = 0;
    std::int64_t pieces_waiting() const {
      std::int64_t pieces = 0;
      for (const DramSegment& segment : waiting) pieces += pieces_of(segment);
      return pieces;
    }
    bool over() const { return waiting.empty() && under_way == 0; }
  };
  struct Running {
    LiveOp* op;
    Cycles computed_at;
    Traffic traffic;       ///< its operands', then its results'
    bool storing = false;  ///< over, its results are on their way
  };
  /// The hardware's unit works on the operation that has started last; always false without one.
  bool occupied() const { return config_.vector_unit && !running_.empty() && !running_.rbegin()->second.storing; }
  /// The next operation that may start in this cycle; null when there is none.
  LiveOp* startable() const;
  void start(LiveOp& op, Cycles now);
  /// Of the tensors that stream.
  Traffic traffic(const std::vector<traces::TensorAccess>& tensors, std::int64_t elements) const;
  void store(Running& running);
  bool work(Cycles now, std::vector<LiveOp*>& done);
  void pump(Cycles now, std::int64_t tag, Running& running);

  const MachineConfig& config_;
  const Residency& residency_;
  PinnedTensors& pinned_;
  MemoryPort* memory_;
  Accounts& accounts_;
  std::map<std::uint64_t, LiveOp*> queue_;   // not started, by id
  std::map<std::uint64_t, LiveOp*> ready_;   // of these, those that wait for nothing; by id
  std::map<std::int64_t, Running> running_;  // by tag, which counts up
  std::int64_t next_tag_ = 0;
};

}  // namespace skipgrid::sim
