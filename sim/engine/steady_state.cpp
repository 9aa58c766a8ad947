#include "sim/engine/steady_state.h"

#include <algorithm>

namespace skipgrid::sim {

void SteadyState::begin(Loop& loop, const WavePeriod& period) {
  loop.period = period;
  loop.recorded = false;
  ++loop.run;
}

std::optional<Repetition> SteadyState::look(const ArrayUnit& array_unit, SteadyMachine& machine, Cycles now,
                                            std::int64_t address_period) {
  const auto [product, wave] = *array_unit.just_issued();
  const bool another = product->op != product_ || wave == 0;
  product_ = product->op;
  for (int i = 0; i < kWaveLoops; ++i) {
    Loop& loop = loops_[static_cast<std::size_t>(i)];
    if (another || wave >= loop.period.until)
      begin(loop, product->plan->period(static_cast<WaveLoop>(i), wave, address_period));
    const WavePeriod& period = loop.period;
    const std::int64_t into_range = wave - period.range.begin;
    if (period.waves == 0 || into_range < 0 || into_range % period.waves != 0) continue;
    if (std::optional<Repetition> found = look(loop, array_unit, machine, now)) return found;
  }
  return std::nullopt;
}

std::optional<Repetition> SteadyState::look(Loop& loop, const ArrayUnit& array_unit, SteadyMachine& machine,
                                            Cycles now) {
  const std::int64_t wave = array_unit.just_issued()->index;
  const IndexRange under_way = array_unit.waves_under_way();
  if (under_way.begin < loop.period.range.begin || under_way.end + loop.period.waves > loop.period.range.end)
    return std::nullopt;
  if (loop.recorded && wave < loop.expected_at) return std::nullopt;
  situation_.clear();
  if (!machine.describe(situation_, now)) return std::nullopt;
  if (loop.recorded && situation_ == loop.situation) return repetition(loop, array_unit, machine, now);

  const std::uint64_t hash = situation_.hash();
  Seen& seen = loop.seen[hash % kRemembered];
  loop.recorded = seen.hash == hash && seen.run == loop.run;
  if (loop.recorded) {
    std::swap(loop.situation, situation_);
    loop.totals.record();
    machine.visit_counts(loop.totals);
    loop.wave = wave;
    loop.expected_at = wave + (wave - seen.wave);
    loop.time = now;
  }
  seen = {hash, wave, loop.run};
  return std::nullopt;
}

std::optional<Repetition> SteadyState::repetition(Loop& loop, const ArrayUnit& array_unit, const SteadyMachine& machine,
                                                  Cycles now) const {
  const Cycles cycles = now - loop.time;
  const std::int64_t waves = array_unit.just_issued()->index - loop.wave;
  std::int64_t times = (loop.period.range.end - array_unit.waves_under_way().end) / waves;
  if (times == 0) loop.period.waves = 0;  // nor later
  if (const std::optional<Cycles> event = machine.fixed_event(now))
    times = std::min(times, (*event - now - Cycles(1)).count() / cycles.count());
  // What has been recorded stands for now too.
  if (times == 0) return std::nullopt;
  loop.recorded = false;
  ++loop.run;
  return Repetition{times, cycles, waves, loop.totals};
}

}  // namespace skipgrid::sim
