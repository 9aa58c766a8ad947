// Where the cycles go: every cycle is put into exactly one account, under exactly one heading.
#pragma once

#include <cstdint>

#include "sim/array/stream_run.h"
#include "sim/engine/accounts.h"
#include "sim/engine/machine_observer.h"
#include "sim/ring.h"
#include "sim/situation.h"
#include "sim/units.h"

namespace skipgrid::sim {

/// A cycle is spent on the first of these that applies:
///   compute_cycles       operands stream past PE(0, 0)
///   State::blocked_by    the array is free and a tile or product could start, but for this
///   fill_cycles          waves load, cross or drain the array, and none streams
///   vector_wait_cycles   only the vector unit works
///   dram_stall_cycles    nothing else happens than traffic
/// One that is spent on nothing counts in `cycles` alone: there is none, unless the program has a fault.
class Ledger {
 public:
  /// The observer, if any, is told of every cycle.
  explicit Ledger(Accounts& accounts, MachineObserver* observer = nullptr) : accounts_(accounts), observer_(observer) {}

  /// What is going on from a cycle on.
  struct State {
    std::size_t account = 0;     ///< to whom cycles belong: the oldest unfinished operation
    Spent blocked_by = nullptr;  ///< a tile could start, but for this; null: none could
    bool array_in_flight = false;
    bool vector_busy = false;
    bool traffic = false;  ///< DRAM requests are under way
    friend bool operator==(const State& x, const State& y) {
      return x.account == y.account && x.blocked_by == y.blocked_by && x.array_in_flight == y.array_in_flight &&
             x.vector_busy == y.vector_busy && x.traffic == y.traffic;
    }
  };

  /// From `now` on the state is this. Times do not decrease; the last state of a cycle counts for it.
  void set(Cycles now, const State& state) {
    if (changes_.empty() || !(changes_.back().state == state)) return change(now, state);
    // While nothing changes streams come and go all the same: they are not kept.
    if (runs_.size() > kMostStreams) settle(now - Cycles(1));
  }
  /// Streams may be told of up to one cycle after they began,
  void add_streams(const StreamRun& run) {
    runs_.push_back(run);
    known_until_ = kNoCycle;
  }
  /// or later, when it is said before they begin that there will be some, from a cycle on: they are what is told of
  /// next.
  void expect_streams(Cycles from) { known_until_ = from; }
  /// No cycle from `end` on counts.
  void close(Cycles end);

  /// Whether what is not settled belongs to these accounts alone.
  bool only_for(std::size_t account, std::size_t other) const;
  /// Settles all that is known for certain in `now`, and adds the rest.
  void describe(Situation& situation, Cycles now);
  void restore(SituationReader& situation);
  void postpone(Cycles by);

 private:
  static constexpr std::size_t kMostStreams = 64;
  struct Change {
    Cycles time;
    State state;
  };
  void change(Cycles now, const State& state);
  void settle(Cycles limit);
  void account_for(Cycles begin, Cycles end, const State& state);
  /// What cycles of [begin, end) are spent on: computing, or `otherwise`.
  void tell(Cycles begin, Cycles end, Spent otherwise) const;
  std::int64_t streaming(std::int64_t begin, std::int64_t end);
  void drop_streams_before(Cycles time);

  Accounts& accounts_;
  MachineObserver* const observer_;
  Ring<Change> changes_;  // not settled yet; the first is the state at settled_
  Cycles settled_;
  Cycles known_until_ = kNoCycle;  // later streams may not have been told of
  Ring<StreamRun> runs_;
};

/// Cycles of [begin, end) in which one of the run's waves streams.
std::int64_t streaming_cycles(const StreamRun& run, std::int64_t begin, std::int64_t end);

}  // namespace skipgrid::sim
