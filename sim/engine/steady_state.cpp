#include "sim/engine/steady_state.h"

#include <algorithm>

namespace skipgrid::sim {

void SteadyState::begin(Loop& loop) {
  ++loop.run;
  for (Kept& kept : loop.latest) kept.wave = -1;
  loop.awaited.wave = -1;
}

std::optional<Repetition> SteadyState::look(const ArrayUnit& array_unit, SteadyMachine& machine, Cycles now,
                                            std::int64_t address_period) {
  const auto [product, wave] = *array_unit.just_issued();
  const bool another = product->op != product_ || wave == 0;
  product_ = product->op;
  for (int i = 0; i < kWaveLoops; ++i) {
    Loop& loop = loops_[static_cast<std::size_t>(i)];
    if (another || wave >= loop.period.until) {
      loop.period = product->plan->period(static_cast<WaveLoop>(i), wave, address_period);
      begin(loop);
    }
    const WavePeriod& period = loop.period;
    const std::int64_t into_range = wave - period.range.begin;
    if (period.waves == 0 || into_range < 0 || into_range % period.waves != 0) continue;
    if (std::optional<Repetition> found = look(loop, array_unit, machine, now, address_period)) return found;
  }
  return std::nullopt;
}

std::optional<Repetition> SteadyState::look(Loop& loop, const ArrayUnit& array_unit, SteadyMachine& machine, Cycles now,
                                            std::int64_t address_period) {
  const auto [product, wave] = *array_unit.just_issued();
  const IndexRange under_way = array_unit.waves_under_way();
  if (under_way.begin < loop.period.range.begin || under_way.end + loop.period.waves > loop.period.range.end)
    return std::nullopt;
  situation_.clear();
  situation_.add(&loop - loops_.data());
  const bool for_others = product->plan->describe(situation_, wave, address_period);
  situation_.add(for_others);
  if (!machine.describe(situation_, now)) return std::nullopt;
  surroundings_.clear();
  machine.describe_surroundings(surroundings_);
  const std::uint64_t hash = situation_.hash();
  if (for_others) {
    const auto known = remembered_.find(hash);
    if (known != remembered_.end() && known->second.situation == situation_)
      return repetition(loop, known->second.once, array_unit, machine, now);
  }
  if (const Kept* kept = again(loop, hash)) {
    const Repetition once = since(*kept, wave, machine, now);
    remember(loop, *kept, once);
    return repetition(loop, once, array_unit, machine, now);
  }
  keep(loop, hash, wave, machine, now);
  return std::nullopt;
}

const SteadyState::Kept* SteadyState::again(const Loop& loop, std::uint64_t hash) const {
  const auto same = [&](const Kept& kept) {
    return kept.wave >= 0 && kept.hash == hash && kept.situation == situation_ && kept.surroundings == surroundings_;
  };
  for (const Kept& kept : loop.latest)
    if (same(kept)) return &kept;
  return same(loop.awaited) ? &loop.awaited : nullptr;
}

void SteadyState::keep(Loop& loop, std::uint64_t hash, std::int64_t wave, SteadyMachine& machine, Cycles now) {
  Kept& kept = loop.latest[loop.next++ % kKept];
  kept.hash = hash;
  kept.wave = wave;
  kept.time = now;
  std::swap(kept.situation, situation_);
  std::swap(kept.surroundings, surroundings_);
  kept.totals.begin();
  machine.visit_counts(kept.totals);

  Seen& seen = loop.seen[hash % kHashes];
  const bool seen_before = seen.hash == hash && seen.run == loop.run;
  if (seen_before && (loop.awaited.wave < 0 || wave > loop.awaited_at)) {
    loop.awaited = kept;
    loop.awaited_at = wave + (wave - seen.wave);
  }
  seen = {hash, wave, loop.run};
}

Repetition SteadyState::since(const Kept& kept, std::int64_t wave, SteadyMachine& machine, Cycles now) {
  Repetition once{1, now - kept.time, wave - kept.wave, kept.totals};
  once.totals.end();
  machine.visit_counts(once.totals);
  return once;
}

void SteadyState::remember(const Loop& loop, const Kept& first, const Repetition& once) {
  // Each situation on the way comes again after as much as the first.
  const std::int64_t from = first.wave;
  const auto remember_one = [&](const Kept& kept) {
    if (remembered_.size() == kMostRemembered) remembered_.clear();
    remembered_.insert_or_assign(kept.hash, Remembered{kept.situation, once});
  };
  remember_one(first);
  for (const Kept& kept : loop.latest)
    if (kept.wave > from) remember_one(kept);
}

std::optional<Repetition> SteadyState::repetition(Loop& loop, const Repetition& once, const ArrayUnit& array_unit,
                                                  const SteadyMachine& machine, Cycles now) {
  Repetition found = once;
  found.times = (loop.period.range.end - array_unit.waves_under_way().end) / once.waves;
  if (found.times == 0) loop.period.waves = 0;  // nor later
  const Cycles left = machine.fixed_event(now) - now - Cycles(1);
  found.times = std::min(found.times, left.count() / once.cycles.count());
  if (found.times == 0) return std::nullopt;
  begin(loop);
  return found;
}

}  // namespace skipgrid::sim
