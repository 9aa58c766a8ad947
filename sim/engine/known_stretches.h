// Stretches of products that the machine has been through: where the same begins again, it is at their end at once.
#pragma once

#include <cstdint>
#include <unordered_map>

#include "sim/engine/steady_machine.h"
#include "sim/situation.h"
#include "sim/totals.h"

namespace skipgrid::sim {

/// What steady states leave: how a product begins and ends, the waves between two periods, and all of a product whose
/// waves are few. The machine stops every so many waves and looks at the situation. When it has gone from one stop to
/// the next, and no operation has begun or ended meanwhile, the next product that is planned alike and gets to the
/// first is at the second as many cycles later.
class KnownStretches {
 public:
  /// So much has been passed; the machine is to be as it was in that situation.
  struct Passage {
    Cycles cycles;
    std::int64_t waves = 0;
    const Situation* end = nullptr;  ///< null: nothing
    std::size_t skip = 0;            ///< so many of its numbers are not the machine's
  };
  /// To be called when a wave has been issued and nothing else changes in this cycle. What can be passed from here; its
  /// counts have been added.
  Passage look(const ArrayUnit& array_unit, SteadyMachine& machine, Cycles now, std::int64_t address_period);

 private:
  // Stops are where the wave is a multiple: so products whose beginnings differ meet later.
  static constexpr std::int64_t kStride = 128, kRetry = 4;
  static constexpr std::size_t kMostStops = 4096;
  struct Stop {
    Situation situation;
    Stop* next = nullptr;    // where the machine got from here, if it is known,
    Cycles cycles;           // how much later,
    std::int64_t waves = 0;  // how many waves further on,
    Totals totals;           // and what it counted
  };
  /// The stop here; null when the situation cannot be told.
  Stop* stop(const ArrayUnit& array_unit, SteadyMachine& machine, Cycles now, std::int64_t address_period);
  /// Notes that this is where the machine got from the last one.
  void link(Stop& here, SteadyMachine& machine, Cycles now, std::int64_t wave);
  /// From a stop to the last one that is known and comes before what comes at a fixed time.
  static Stop& follow(Stop& from, Passage& passage, SteadyMachine& machine, Cycles now);
  void leave(Stop& stop, SteadyMachine& machine, Cycles now, std::int64_t wave);

  std::unordered_map<std::uint64_t, Stop> stops_;  // by hash
  const LiveOp* product_ = nullptr;
  std::int64_t due_ = 0;  // the wave from which on the next stop is made

  // Where the machine comes from.
  Stop* last_ = nullptr;
  Cycles left_at_;
  std::int64_t left_wave_ = 0;
  Totals left_totals_;
  Situation left_others_;

  Situation situation_, others_;  // now
  std::size_t plan_numbers_ = 0;  // of situation_
};

}  // namespace skipgrid::sim
