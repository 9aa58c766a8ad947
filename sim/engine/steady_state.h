// Recognises that the machine does the same over and over, wave after wave of a product, and how often it will.
#pragma once

#include <array>
#include <cstdint>
#include <optional>

#include "sim/engine/array_unit/array_unit.h"
#include "sim/situation.h"
#include "sim/totals.h"

namespace skipgrid::sim {

/// So many times what came since a situation was recorded: as many cycles, as many waves.
struct Repetition {
  std::int64_t times;
  Cycles cycles;       ///< of one
  std::int64_t waves;  ///< of one
  Totals totals;       ///< as they were then
};

/// What SteadyState asks of the machine.
class SteadyMachine {
 public:
  virtual ~SteadyMachine() = default;
  /// Adds all that the machine's future depends on, but for what comes at a fixed time; false when it cannot be told.
  virtual bool describe(Situation& situation, Cycles now) = 0;
  virtual void visit_counts(Totals& totals) = 0;
  /// The next that comes at a fixed time, whatever the waves do.
  virtual std::optional<Cycles> fixed_event(Cycles now) const = 0;
};

/// Follows the loops of a product. At the same place of a loop it looks at the situation. When one has, by its hash,
/// been there before, so many waves ago, it is recorded; when just as many waves later it is there again, number by
/// number, it will come again and again.
class SteadyState {
 public:
  /// To be called when a wave has been issued and nothing else changes in this cycle. What may be repeated from here:
  /// the waves under way and all that come meanwhile are alike, and nothing comes that has its own time.
  std::optional<Repetition> look(const ArrayUnit& array_unit, SteadyMachine& machine, Cycles now,
                                 std::int64_t address_period);

 private:
  /// Places for hashes, of each loop: what repeats after many more looks is not recognised.
  static constexpr std::size_t kRemembered = 1024;
  struct Seen {
    std::uint64_t hash = 0;
    std::int64_t wave = 0;
    std::int64_t run = 0;  ///< of looks in which it was seen
  };
  struct Loop {
    WavePeriod period;
    std::int64_t run = 0;                // of looks that are compared with one another
    std::array<Seen, kRemembered> seen;  // by hash; of equal places the latest
    bool recorded = false;
    std::int64_t expected_at = 0;  // the wave with which the recorded situation comes again
    std::int64_t wave = 0;         // that had just been issued when it was recorded
    Cycles time;
    Situation situation;
    Totals totals;
  };
  static void begin(Loop& loop, const WavePeriod& period);
  std::optional<Repetition> look(Loop& loop, const ArrayUnit& array_unit, SteadyMachine& machine, Cycles now);
  std::optional<Repetition> repetition(Loop& loop, const ArrayUnit& array_unit, const SteadyMachine& machine,
                                       Cycles now) const;

  const LiveOp* product_ = nullptr;
  std::array<Loop, kWaveLoops> loops_;
  Situation situation_;  // now
};

}  // namespace skipgrid::sim
