#include "sim/engine/array_unit/operand_fetch.h"

#include <algorithm>

namespace skipgrid::sim {

void OperandFetch::Wave::set_state(int state) {
  under_way = state >> 3;
  a_asked = (state & 4) != 0;
  b_asked = (state & 2) != 0;
  c_asked = (state & 1) != 0;
}

void OperandFetch::push(LiveProduct& product) {
  product_ = &product;
  next_wave_ = 0;
  next_place_ = {};
  look_ahead();
}

void OperandFetch::look_ahead() {
  while (product_ != nullptr && waves_.size() < kLookAhead) {
    const GemmPlan& plan = *product_->plan;
    if (next_wave_ == plan.waves()) {
      product_ = nullptr;
      return;
    }
    Wave& wave = waves_.push_back();
    wave.product = product_;
    wave.index = next_wave_;
    wave.number = waves_seen_++;
    wave.plan = plan.wave(next_wave_, next_place_);
    wave.under_way = 0;
    wave.a_asked = !wave.plan.fetches_a;
    wave.b_asked = !wave.plan.fetches_b;
    wave.c_asked = wave.plan.takes_c == Bytes(0);
    ++next_wave_;
    plan.advance(next_place_);
  }
}

bool OperandFetch::step(Cycles now) {
  // Each operand in wave order, one operand not held up by another: weights come while activations are computed.
  const std::size_t before = next_a_ + next_b_ + next_c_;
  while (next_c_ < waves_.size() && fetch_c(waves_[next_c_], now)) ++next_c_;
  while (next_b_ < waves_.size() && fetch_b(waves_[next_b_], now)) ++next_b_;
  while (next_a_ < waves_.size() && fetch_a(waves_[next_a_], now)) ++next_a_;
  return next_a_ + next_b_ + next_c_ != before;
}

bool OperandFetch::fetch_a(Wave& wave, Cycles now) {
  if (wave.a_asked) return true;
  if (wave.product->op->waiting.on_a > 0 || !buffers_.take(Buffer::a, wave.plan.bytes.a)) return false;
  ask(wave, Matrix::a, wave.plan.bytes.a, now);
  wave.a_asked = true;
  return true;
}

bool OperandFetch::fetch_b(Wave& wave, Cycles now) {
  if (wave.b_asked) return true;
  if (wave.product->op->waiting.on_b > 0 || !buffers_.take(Buffer::b, wave.plan.bytes.b)) return false;
  ask(wave, Matrix::b, wave.plan.bytes.b, now);
  wave.b_asked = true;
  return true;
}

bool OperandFetch::fetch_c(Wave& wave, Cycles now) {
  if (wave.c_asked) return true;
  if (wave.plan.fetches_c && wave.product->op->waiting.on_sum > 0) return false;
  if (!buffers_.take(Buffer::c, wave.plan.takes_c)) return false;
  if (wave.plan.fetches_c) ask(wave, Matrix::c, wave.plan.takes_c, now);
  wave.c_asked = true;
  return true;
}

void OperandFetch::ask(Wave& wave, Matrix matrix, Bytes bytes, Cycles now) {
  Stats& stats = accounts_[wave.product->op->account];
  stats.dram_read_bytes += bytes;
  stats.sram_write_bytes += bytes;
  ++wave.under_way;
  wave.product->plan->locate(matrix, wave.plan, place_);
  memory_->request(now, DramDirection::read, place_, *this, wave.number);
}

void OperandFetch::transfer_done(std::int64_t tag) {
  --waves_[static_cast<std::size_t>(tag - waves_.front().number)].under_way;
}

bool OperandFetch::describe(Situation& situation, const LiveProduct& product, std::int64_t wave) const {
  if (product_ != &product) return false;
  situation.add(next_wave_ - wave);
  for (const std::size_t next : {next_a_, next_b_, next_c_}) situation.add(next);
  situation.add(waves_.size());
  // Waves are in order: with the first and product_, all are the product's.
  if (!waves_.empty() && waves_.front().product != &product) return false;
  for (std::size_t i = 0; i < waves_.size(); i += kStatesInANumber) {
    std::int64_t states = 0;
    for (std::size_t j = std::min(i + kStatesInANumber, waves_.size()); j-- > i;)
      states = (states << kStateBits) | waves_[j].state();
    situation.add(states);
  }
  return true;
}

void OperandFetch::restore(SituationReader& situation, LiveProduct& product, std::int64_t wave) {
  next_wave_ = wave + situation.number();
  for (std::size_t* next : {&next_a_, &next_b_, &next_c_}) *next = situation.count();
  waves_.resize(situation.count());
  std::int64_t left = static_cast<std::int64_t>(waves_.size());
  for (Wave& ahead : waves_) {
    ahead.product = &product;
    ahead.number = waves_seen_ - left;
    --left;
  }
  for (std::size_t i = 0; i < waves_.size(); i += kStatesInANumber) {
    std::int64_t states = situation.number();
    for (std::size_t j = i; j < std::min(i + kStatesInANumber, waves_.size()); ++j, states >>= kStateBits)
      waves_[j].set_state(static_cast<int>(states & ((1 << kStateBits) - 1)));
  }
  plan_again(*product.plan);
}

void OperandFetch::plan_again(const GemmPlan& plan) {
  std::int64_t index = next_wave_ - static_cast<std::int64_t>(waves_.size());
  next_place_ = plan.place(index);
  for (Wave& ahead : waves_) {
    ahead.index = index;
    ahead.plan = plan.wave(index++, next_place_);
    plan.advance(next_place_);
  }
}

void OperandFetch::advance(std::int64_t waves) {
  next_wave_ += waves;
  if (!waves_.empty()) plan_again(*waves_.front().product->plan);
}

void OperandFetch::pop_front() {
  waves_.pop_front();
  --next_a_, --next_b_, --next_c_;
  look_ahead();
}

}  // namespace skipgrid::sim
