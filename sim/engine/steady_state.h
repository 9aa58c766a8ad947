// Recognises that the machine does the same over and over, wave after wave of a product, and how often it will.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <unordered_map>

#include "sim/engine/array_unit/array_unit.h"
#include "sim/engine/steady_machine.h"
#include "sim/situation.h"
#include "sim/totals.h"

namespace skipgrid::sim {

/// So many times what came since a situation was recorded: as many cycles, as many waves.
struct Repetition {
  std::int64_t times;
  Cycles cycles;       ///< of one
  std::int64_t waves;  ///< of one
  Totals totals;       ///< what one adds
};

/// Follows the loops of a product. At the same place of a loop it looks at the situation. When that is, number by
/// number, one of the latest, and no operation has begun or ended meanwhile, it will come again and again. Of what is
/// longer ago only hashes are kept: when one comes again, the situation is expected to do so, too, after as many waves,
/// and is kept for that long. What has come again once is remembered for products to come (the next time step, the next
/// gate).
class SteadyState {
 public:
  /// To be called when a wave has been issued and nothing else changes in this cycle. What may be repeated from here:
  /// the waves under way and all that come meanwhile are alike, and nothing comes that has its own time.
  std::optional<Repetition> look(const ArrayUnit& array_unit, SteadyMachine& machine, Cycles now,
                                 std::int64_t address_period);

 private:
  /// Situations kept and places for hashes, of each loop.
  static constexpr std::size_t kKept = 32, kHashes = 1024;
  struct Seen {
    std::uint64_t hash = 0;
    std::int64_t wave = 0;
    std::int64_t run = 0;  ///< of looks in which it was seen
  };
  struct Kept {
    std::uint64_t hash = 0;
    std::int64_t wave = -1;  ///< that had just been issued; -1: nothing is kept
    Cycles time;
    Situation situation, surroundings;
    Totals totals;
  };
  struct Remembered {
    Situation situation;
    Repetition once;  ///< until it comes again
  };
  static constexpr std::size_t kMostRemembered = 4096;
  struct Loop {
    WavePeriod period;
    std::int64_t run = 0;            // of looks that are compared with one another
    std::array<Seen, kHashes> seen;  // by hash; of equal places the latest
    std::array<Kept, kKept> latest;  // a ring
    std::size_t next = 0;
    Kept awaited;
    std::int64_t awaited_at = 0;  // the wave with which it comes again
  };
  static void begin(Loop& loop);
  std::optional<Repetition> look(Loop& loop, const ArrayUnit& array_unit, SteadyMachine& machine, Cycles now,
                                 std::int64_t address_period);
  const Kept* again(const Loop& loop, std::uint64_t hash) const;
  void keep(Loop& loop, std::uint64_t hash, std::int64_t wave, SteadyMachine& machine, Cycles now);
  static Repetition since(const Kept& kept, std::int64_t wave, SteadyMachine& machine, Cycles now);
  void remember(const Loop& loop, const Kept& first, const Repetition& once);
  /// As often as there are waves for it, and as nothing comes at a fixed time.
  static std::optional<Repetition> repetition(Loop& loop, const Repetition& once, const ArrayUnit& array_unit,
                                              const SteadyMachine& machine, Cycles now);

  const LiveOp* product_ = nullptr;
  std::array<Loop, kWaveLoops> loops_;
  Situation situation_, surroundings_;                        // now
  std::unordered_map<std::uint64_t, Remembered> remembered_;  // by hash
};

}  // namespace skipgrid::sim
