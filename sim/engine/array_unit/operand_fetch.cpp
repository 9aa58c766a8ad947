#include "sim/engine/array_unit/operand_fetch.h"

namespace skipgrid::sim {

void OperandFetch::push(LiveProduct& product) {
  product_ = &product;
  next_wave_ = 0;
  look_ahead();
}

void OperandFetch::look_ahead() {
  while (product_ != nullptr && waves_.size() < kLookAhead) {
    const GemmPlan& plan = *product_->plan;
    if (next_wave_ == plan.waves()) {
      product_ = nullptr;
      return;
    }
    Wave wave{product_, next_wave_, waves_seen_++, plan.wave(next_wave_)};
    wave.a_asked = !wave.plan.fetches_a;
    wave.b_asked = !wave.plan.fetches_b;
    wave.c_asked = wave.plan.takes_c == Bytes(0);
    waves_.push_back(std::move(wave));
    ++next_wave_;
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
  wave.product->plan->locate(matrix, wave.plan, segments_);
  memory_->request(now, DramDirection::read, segments_, *this, wave.number);
}

void OperandFetch::transfer_done(std::int64_t tag) {
  --waves_[static_cast<std::size_t>(tag - waves_.front().number)].under_way;
}

bool OperandFetch::describe(Situation& situation, const LiveProduct& product, std::int64_t wave) const {
  if (product_ != &product) return false;
  situation.add(next_wave_ - wave);
  for (const std::size_t next : {next_a_, next_b_, next_c_}) situation.add(next);
  situation.add(waves_.size());
  for (const Wave& ahead : waves_) {
    if (ahead.product != &product) return false;
    situation.add(((ahead.under_way * 2 + ahead.a_asked) * 2 + ahead.b_asked) * 2 + ahead.c_asked);
  }
  return true;
}

void OperandFetch::restore(SituationReader& situation, LiveProduct& product, std::int64_t wave) {
  next_wave_ = wave + situation.number();
  for (std::size_t* next : {&next_a_, &next_b_, &next_c_}) *next = situation.count();
  waves_.resize(situation.count());
  std::int64_t left = static_cast<std::int64_t>(waves_.size());
  for (Wave& ahead : waves_) {
    const std::int64_t index = next_wave_ - left;
    ahead = Wave{&product, index, waves_seen_ - left, product.plan->wave(index)};
    const std::int64_t asked = situation.number();
    ahead.under_way = static_cast<int>(asked >> 3);
    ahead.a_asked = (asked & 4) != 0;
    ahead.b_asked = (asked & 2) != 0;
    ahead.c_asked = (asked & 1) != 0;
    --left;
  }
}

void OperandFetch::advance(std::int64_t waves) {
  next_wave_ += waves;
  for (Wave& ahead : waves_) {
    ahead.index += waves;
    ahead.plan = ahead.product->plan->wave(ahead.index);
  }
}

void OperandFetch::pop_front() {
  waves_.pop_front();
  --next_a_, --next_b_, --next_c_;
  look_ahead();
}

}  // namespace skipgrid::sim
