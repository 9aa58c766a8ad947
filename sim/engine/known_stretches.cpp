#include "sim/engine/known_stretches.h"

#include <limits>

namespace skipgrid::sim {

namespace {

std::int64_t next_multiple(std::int64_t after, std::int64_t of) { return (after / of + 1) * of; }

}  // namespace

KnownStretches::Passage KnownStretches::look(const ArrayUnit& array_unit, SteadyMachine& machine, Cycles now,
                                             std::int64_t address_period) {
  const auto [product, wave] = *array_unit.just_issued();
  if (product->op != product_ || wave == 0) {
    product_ = product->op;
    due_ = 0;
    last_ = nullptr;
  }
  // The last place to stop at is where the product's last wave is looked at.
  const bool all_looked_at = array_unit.waves_under_way().end == product->plan->waves();
  if (wave < due_ && !all_looked_at) return {};
  Stop* here = stop(array_unit, machine, now, address_period);
  if (here == nullptr) return {};
  if (last_ != nullptr && last_->next == nullptr && left_others_ == others_) link(*here, machine, now, wave);
  Passage passage;
  Stop& end = follow(*here, passage, machine, now);
  leave(end, machine, now + passage.cycles, wave + passage.waves);
  if (&end != here) passage.end = &end.situation, passage.skip = plan_numbers_;
  return passage;
}

KnownStretches::Stop* KnownStretches::stop(const ArrayUnit& array_unit, SteadyMachine& machine, Cycles now,
                                           std::int64_t address_period) {
  const auto [product, wave] = *array_unit.just_issued();
  situation_.clear();
  if (!product->plan->describe(situation_, address_period)) {
    due_ = std::numeric_limits<std::int64_t>::max();
    return nullptr;
  }
  situation_.add(wave);
  plan_numbers_ = situation_.size();
  others_.clear();
  due_ = next_multiple(wave, kRetry);
  if (!machine.describe_others(others_, now) || !machine.describe(situation_, now)) return nullptr;
  if (stops_.size() == kMostStops) {
    stops_.clear();
    last_ = nullptr;
  }
  const auto [at, is_new] = stops_.try_emplace(situation_.hash());
  if (is_new) at->second.situation = situation_;
  return at->second.situation == situation_ ? &at->second : nullptr;
}

void KnownStretches::link(Stop& here, SteadyMachine& machine, Cycles now, std::int64_t wave) {
  last_->next = &here;
  last_->cycles = now - left_at_;
  last_->waves = wave - left_wave_;
  last_->totals = left_totals_;
  last_->totals.end();
  machine.visit_counts(last_->totals);
}

KnownStretches::Stop& KnownStretches::follow(Stop& from, Passage& passage, SteadyMachine& machine, Cycles now) {
  const Cycles event = machine.fixed_event(now);
  Stop* at = &from;
  while (at->next != nullptr && passage.cycles + at->cycles < event - now) {
    at->totals.repeat(1);
    machine.visit_counts(at->totals);
    passage.cycles += at->cycles;
    passage.waves += at->waves;
    at = at->next;
  }
  return *at;
}

void KnownStretches::leave(Stop& stop, SteadyMachine& machine, Cycles now, std::int64_t wave) {
  last_ = &stop;
  left_at_ = now;
  left_wave_ = wave;
  left_totals_.begin();
  machine.visit_counts(left_totals_);
  std::swap(left_others_, others_);
  due_ = next_multiple(wave, kStride);
}

}  // namespace skipgrid::sim
