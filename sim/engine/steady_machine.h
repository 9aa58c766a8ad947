// What those who recognise that the machine does the same again ask of it.
#pragma once

#include "sim/engine/array_unit/array_unit.h"
#include "sim/situation.h"
#include "sim/totals.h"

namespace skipgrid::sim {

class SteadyMachine {
 public:
  virtual ~SteadyMachine() = default;
  /// Adds all that the machine's future depends on while no operation begins or ends, but for what comes at a fixed
  /// time; false when it cannot be told.
  virtual bool describe(Situation& situation, Cycles now) = 0;
  /// Adds what changes when one does.
  virtual void describe_surroundings(Situation& situation) const = 0;
  /// Adds that and all else that is not the product's whose wave has just been issued; false when that moves.
  virtual bool describe_others(Situation& situation, Cycles now) const = 0;
  virtual void visit_counts(Totals& totals) = 0;
  /// The next that comes at a fixed time, whatever the waves do, or kNoCycle.
  virtual Cycles fixed_event(Cycles now) const = 0;
};

}  // namespace skipgrid::sim
