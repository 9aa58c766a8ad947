// What an array is to everything around it. Two engines stand behind this: `pe`, where every PE is a module, and
// `tile`, where a tile is an event; nobody who uses an ArrayModel can tell them apart except by the clock on the wall.
#pragma once

#include <cstdint>
#include <memory>

#include "sim/array/array_config.h"
#include "sim/array/array_counters.h"
#include "sim/array/array_gemm.h"
#include "sim/array/engine.h"
#include "sim/array/stream_run.h"
#include "sim/situation.h"
#include "sim/totals.h"
#include "sim/units.h"

namespace sc_core {
class sc_event;
class sc_time;
}  // namespace sc_core

namespace skipgrid::sim {

/// The array's clock period; cycle t lasts from t * kCyclePeriod() to (t + 1) * kCyclePeriod().
sc_core::sc_time cycle_period();
/// The simulation's clock now, in whole cycles since it began.
Cycles current_cycle();
/// The last that a simulation may have, however it is gone through: then the kernel's clock ends.
Cycles last_cycle();
/// Throws std::overflow_error when that is before this cycle.
void check_clock(Cycles cycle);
/// How long from now until the beginning of `cycle`, which is not in the past. Throws as check_clock() does.
sc_core::sc_time time_until(Cycles cycle);

/// A systolic array inside a running SystemC simulation. Waves start in the order issued: a wave starts in the first
/// cycle, not before the one in which it was issued, in which the array is free for it.
class ArrayModel {
 public:
  virtual ~ArrayModel() = default;

  virtual const ArrayConfig& config() const = 0;

  /// True when the next issue() may be called: one issued range waits at most.
  virtual bool ready() const = 0;
  /// Notified one cycle after the last wave of the waiting range has started, when ready() has become true.
  virtual const sc_core::sc_event& ready_event() const = 0;

  /// Queues tiles of a product. Requires ready() and a range inside the product's tiling with count >= 1. Returns the
  /// range's ticket: 1 for the first, 2 for the second, ... Call in the first half of a cycle.
  virtual std::int64_t issue(const ArrayGemm& gemm, TileRange tiles) = 0;

  /// Ticket of the newest range whose results have all left the array; ranges finish in order.
  virtual std::int64_t completed() const = 0;
  /// Notified each time completed() has grown: the cycle after the one in which the last result left.
  virtual const sc_core::sc_event& completed_event() const = 0;

  /// From now on nothing is notified: whoever uses the array asks it when something changes, and lets time pass. False
  /// for an array that needs the kernel's clock itself.
  virtual bool tell_when_asked() { return false; }
  /// The next cycle in which ready() or completed() changes, or kNoCycle. Requires tell_when_asked().
  virtual Cycles next_change() const { return kNoCycle; }
  /// Lets time pass to `now`, at most next_change(). True when ready() has become true.
  virtual bool advance(Cycles /*now*/) { return false; }

  /// The streams of the range whose start ready_event() has announced last.
  virtual StreamRun latest_streams() const = 0;

  /// Since it was built.
  virtual ArrayCounters counters() const = 0;

  /// Adds its part of the situation; false when that cannot be told, as of an array whose every PE has a state.
  virtual bool describe(Situation&, Cycles /*now*/) const { return false; }
  /// All that it does comes `by` later. Requires describe().
  virtual void postpone(Cycles /*by*/) {}
  /// Is from now on as it was when it added its part of that situation. Requires describe().
  virtual void restore(SituationReader&) {}
  virtual void visit_counts(Totals&) {}
};

/// Builds a model during elaboration. Throws std::bad_alloc only.
std::unique_ptr<ArrayModel> make_array(Engine engine, const ArrayConfig& config, const char* name);

}  // namespace skipgrid::sim
