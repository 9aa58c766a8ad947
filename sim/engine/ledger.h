// Where the cycles go: every cycle is put into exactly one account, under exactly one heading.
#pragma once

#include <cstdint>
#include <deque>
#include <vector>

#include "sim/array/stream_run.h"
#include "sim/units.h"

namespace skipgrid::sim {

/// What a cycle was spent on. The first that applies counts.
enum class Spent : std::uint8_t {
  compute,       ///< operands stream past PE(0, 0)
  skip_stall,    ///< the array is free and a product waits for the skip unit's indices
  dram_stall,    ///< the array is free and a tile waits for DRAM; or nothing else happens than traffic
  buffer_stall,  ///< the array is free and a tile waits for the buffers' ports or for room in them
  fill,          ///< waves load, cross or drain the array, and none streams
  vector,        ///< only the vector unit works
  idle,          ///< nothing of the kind: never, unless the program has a fault
};
inline constexpr std::size_t kSpentKinds = 7;

class Ledger {
 public:
  struct Account {
    Cycles spent[kSpentKinds];
    Cycles array_in_flight;  ///< with at least one wave in the array, whatever else
    Cycles vector_busy;      ///< with the vector unit at work, whatever else
    Cycles total() const;
  };

  /// What is going on from a cycle on.
  struct State {
    std::size_t account = 0;  ///< to whom cycles belong: phase and layer of the oldest unfinished operation
    bool blocked = false;     ///< a tile could start, but for `cause`
    Spent cause = Spent::dram_stall;
    bool array_in_flight = false;
    bool vector_busy = false;
    bool traffic = false;  ///< DRAM requests are under way
    friend bool operator==(const State& x, const State& y) {
      return x.account == y.account && x.blocked == y.blocked && x.cause == y.cause &&
             x.array_in_flight == y.array_in_flight && x.vector_busy == y.vector_busy && x.traffic == y.traffic;
    }
  };

  /// From `now` on the state is this. Times do not decrease; the last state of a cycle counts for it.
  void set(Cycles now, const State& state);
  /// Streams may be told of up to one cycle after they began.
  void add_streams(const StreamRun& run) { runs_.push_back(run); }
  /// No cycle from `end` on counts.
  void close(Cycles end);

  const std::vector<Account>& accounts() const { return accounts_; }

 private:
  struct Change {
    Cycles time;
    State state;
  };
  void settle(Cycles limit);
  void account_for(Cycles begin, Cycles end, const State& state);
  std::int64_t streaming(std::int64_t begin, std::int64_t end);

  std::deque<Change> changes_;  // not settled yet; the first is the state at settled_
  Cycles settled_;
  std::deque<StreamRun> runs_;
  std::vector<Account> accounts_;
};

/// Cycles of [begin, end) in which one of the run's waves streams.
std::int64_t streaming_cycles(const StreamRun& run, std::int64_t begin, std::int64_t end);

}  // namespace skipgrid::sim
