// What feeds the array: issues waves as soon as everything of them is there, lets go of their operands, and hands
// finished strips of results on to be stored.
#pragma once

#include <deque>
#include <optional>
#include <string>
#include <vector>

#include "sim/array/array_model.h"
#include "sim/engine/accounts.h"
#include "sim/engine/array_unit/live_product.h"
#include "sim/engine/array_unit/operand_fetch.h"
#include "sim/engine/array_unit/result_store.h"
#include "sim/engine/pinning/pinned_tensors.h"
#include "sim/engine/skip_unit.h"
#include "sim/ring.h"

namespace skipgrid::sim {

struct IssuedWave {
  LiveProduct* product;
  std::int64_t index;
};

class ArrayUnit {
 public:
  /// memory is null when DRAM is ideal: then every operand is there.
  ArrayUnit(const MachineConfig& config, Skipping skipping, const Residency& residency, PinnedTensors& pinned,
            ArrayModel& array, SkipUnit& skip_unit, Buffers& buffers, MemoryPort* memory, Accounts& accounts);

  void push(LiveOp& op);
  /// Does what can be done in this cycle; products that are done are appended. True when anything changed.
  bool step(Cycles now, std::vector<LiveOp*>& done);
  /// To be called when the array's ready_event has come.
  void wave_started(Cycles now);

  /// Why the array, though free, has not got the next wave; null when it has, or when an operation is waited for.
  Spent blocked_by(Cycles now) const;
  bool in_flight() const { return !in_array_.empty(); }
  /// Since when a whole product is issued of whose streams nothing is known until the last one begins.
  std::optional<Cycles> whole_issued() const;
  /// The product whose tiles were issued last; only while they are in flight.
  const traces::GemmOp& newest() const { return *in_array_.back().product->op->gemm(); }
  /// The next cycle in which something happens here of itself, or kNoCycle.
  Cycles next_event(Cycles now) const;
  std::string waits_for() const;

  /// Forgets which wave was issued last.
  void begin_look() { just_issued_.reset(); }
  /// The wave that was issued since.
  const std::optional<IssuedWave>& just_issued() const { return just_issued_; }
  /// The first wave of the product of the wave just issued that is still in the array, and one after the last that is
  /// looked at.
  IndexRange waves_under_way() const;
  /// Adds its part of the situation, waves relative to the one just issued; false when waves of several products are
  /// under way, or that product waits for another operation.
  bool describe(Situation& situation, Cycles now) const;
  /// Adds what changes with operations that begin and end.
  void describe_surroundings(Situation& situation) const;
  /// Nothing is on its way but of the product of the wave just issued.
  bool alone() const { return results_.only(*just_issued_->product); }
  /// Is from now on as it was then, `waves` further on in the product of the wave just issued. Requires describe().
  void restore(SituationReader& situation, std::int64_t waves);
  /// All that it does comes `by` later, and to waves so many further on.
  void advance(Cycles by, std::int64_t waves);

  /// Bytes between each buffer and the array, both ways, of the products planned so far.
  const PerMatrix<Bytes>& carried() const { return carried_; }

 private:
  struct InArray {
    LiveProduct* product;
    std::int64_t index;  ///< of the wave in its product
    std::int64_t ticket;
    bool last;
    PlannedWave plan;
    Cycles ports_until = {};  ///< the buffers' ports are busy with it
  };

  /// Without DRAM and limits of ports nothing can come between the waves of a product: it is issued whole.
  bool by_wave() const { return memory_ != nullptr || buffers_.limited_ports(); }
  bool step_by_wave(Cycles now);
  bool issue_wave(Cycles now);
  bool issue_whole(Cycles now);
  bool array_free() const { return !starting_ && array_.ready(); }
  /// The product that is planned next, once it is known when its indices are.
  const LiveProduct* coming() const;
  LiveProduct& plan_next();
  void issued(LiveProduct& product, std::int64_t waves, Cycles now);
  bool retire(Cycles now);
  bool passed(const InArray& wave, Cycles now) const {
    return wave.ticket <= array_.completed() && wave.ports_until <= now;
  }
  void free_a(InArray& wave);
  void free_b(InArray& wave);
  bool finish(Cycles now, std::vector<LiveOp*>& done);

  const MachineConfig& config_;
  const Skipping skipping_;
  const Residency& residency_;
  PinnedTensors& pinned_;
  ArrayModel& array_;
  SkipUnit& skip_unit_;
  Buffers& buffers_;
  MemoryPort* memory_;
  Accounts& accounts_;
  OperandFetch fetch_;
  ResultStore results_;

  std::deque<LiveProduct> products_;  // in trace order, until done
  std::size_t next_product_ = 0;      // index into products_: which is planned next
  PerMatrix<Bytes> carried_;
  Ring<InArray> in_array_;  // issued and not passed
  bool starting_ = false;   // a range is issued and its start not yet announced
  std::optional<IssuedWave> just_issued_;
};

}  // namespace skipgrid::sim
