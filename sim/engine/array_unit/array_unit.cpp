#include "sim/engine/array_unit/array_unit.h"

#include <fmt/format.h>

#include "sim/engine/array_unit/product_counts.h"

namespace skipgrid::sim {

ArrayUnit::ArrayUnit(const MachineConfig& config, Skipping skipping, const Residency& residency, PinnedTensors& pinned,
                     ArrayModel& array, SkipUnit& skip_unit, Buffers& buffers, MemoryPort* memory, Accounts& accounts)
    : config_(config),
      skipping_(skipping),
      residency_(residency),
      pinned_(pinned),
      array_(array),
      skip_unit_(skip_unit),
      buffers_(buffers),
      memory_(memory),
      accounts_(accounts),
      fetch_(buffers, memory, accounts),
      results_(buffers, memory, accounts) {}

void ArrayUnit::push(LiveOp& op) {
  products_.push_back(LiveProduct{&op});
  skip_unit_.push(products_.back());
}

bool ArrayUnit::step(Cycles now, std::vector<LiveOp*>& done) {
  bool changed = retire(now);
  changed = skip_unit_.step(now) || changed;
  changed = (by_wave() ? step_by_wave(now) : issue_whole(now)) || changed;
  return finish(now, done) || changed;
}

const LiveProduct* ArrayUnit::coming() const {
  if (!fetch_.wants_product() || next_product_ == products_.size()) return nullptr;
  const LiveProduct& next = products_[next_product_];
  return next.indices_at ? &next : nullptr;
}

LiveProduct& ArrayUnit::plan_next() {
  LiveProduct& product = products_[next_product_++];
  const traces::GemmOp& op = *product.op->gemm();
  product.plan = std::make_unique<GemmPlan>(config_, residency_, op, skipping_);
  count_product(op, *product.plan, config_.array, skipping_, accounts_[product.op->account]);
  const SramTraffic sram = product.plan->sram_traffic();
  carried_.a += sram.a_read;
  carried_.b += sram.b_read;
  carried_.c += sram.c_read + sram.c_written;
  if (product.plan->waves() > 0) pinned_.want(*product.op);
  return product;
}

bool ArrayUnit::step_by_wave(Cycles now) {
  while (coming() != nullptr && *coming()->indices_at <= now) fetch_.push(plan_next());
  const bool asked = fetch_.step(now);
  return issue_wave(now) || asked;
}

bool ArrayUnit::issue_wave(Cycles now) {
  if (fetch_.empty()) return false;
  const OperandFetch::Wave& wave = fetch_.front();
  LiveProduct& product = *wave.product;
  if (product.op->waiting.on_all > 0 || !wave.all_asked() || wave.under_way > 0) return false;
  if (product.issued == 0 && !(pinned_.has_room(*product.op) && pinned_.all_there(*product.op))) return false;
  if (!array_free() || now < buffers_.ports_free_at()) return false;
  const std::int64_t ticket = array_.issue(wave.plan.gemm, TileRange{wave.plan.tile, 1});
  issued(product, 1, now);
  InArray& in_array = in_array_.push_back();
  in_array.product = &product;
  in_array.index = wave.index;
  in_array.ticket = ticket;
  in_array.last = product.issued == product.plan->waves();
  in_array.plan = wave.plan;
  in_array.ports_until = Cycles(0);
  just_issued_ = IssuedWave{&product, wave.index};
  fetch_.pop_front();
  return true;
}

bool ArrayUnit::issue_whole(Cycles now) {
  const LiveProduct* next = coming();
  if (next == nullptr || !array_free() || *next->indices_at > now || next->op->waiting.on_all > 0) return false;
  LiveProduct& product = plan_next();
  const GemmPlan& plan = *product.plan;
  if (plan.waves() == 0) return true;
  const std::int64_t ticket =
      array_.issue(ArrayGemm{plan.kept_m(), plan.kept_k(), plan.kept_n()}, TileRange{0, plan.waves()});
  issued(product, plan.waves(), now);
  in_array_.push_back(InArray{&product, 0, ticket, true, PlannedWave{}});
  return true;
}

void ArrayUnit::issued(LiveProduct& product, std::int64_t waves, Cycles now) {
  if (product.issued == 0) {
    product.op->started = now;
    skip_unit_.product_started();
  }
  product.issued += waves;
  starting_ = true;
}

void ArrayUnit::wave_started(Cycles now) {
  starting_ = false;
  if (!by_wave()) return;
  const std::size_t started = in_array_.size() - 1;
  buffers_.wave_started(now - Cycles(1), in_array_[started].plan.carried);
  in_array_[started].ports_until = buffers_.ports_free_at();
  // When a wave starts, the tile of the one before is in the PEs; what that one streams is through when the next
  // starts.
  const Mapping& mapping = mapping_of(config_.array.dataflow);
  for (std::size_t i = 0; i < started; ++i) {
    const bool streamed_is_through = mapping.output_stationary() || i + 1 < started;
    if (streamed_is_through || mapping.stationary() == Matrix::a) free_a(in_array_[i]);
    if (streamed_is_through || mapping.stationary() == Matrix::b) free_b(in_array_[i]);
  }
}

void ArrayUnit::free_a(InArray& wave) {
  buffers_.give_back(Buffer::a, wave.plan.frees_a);
  wave.plan.frees_a = Bytes(0);
}

void ArrayUnit::free_b(InArray& wave) {
  buffers_.give_back(Buffer::b, wave.plan.frees_b);
  wave.plan.frees_b = Bytes(0);
}

bool ArrayUnit::retire(Cycles now) {
  bool changed = false;
  while (!in_array_.empty() && passed(in_array_.front(), now)) {
    InArray& wave = in_array_.front();
    free_a(wave);
    free_b(wave);
    if (wave.plan.stores_c > Bytes(0)) results_.store(*wave.product, wave.plan, now);
    if (wave.last) results_.store(*wave.product, pinned_.wanted_back(*wave.product->op), now);
    wave.product->passed = wave.product->passed || wave.last;
    in_array_.pop_front();
    changed = true;
  }
  return changed;
}

bool ArrayUnit::finish(Cycles now, std::vector<LiveOp*>& done) {
  bool changed = false;
  for (std::size_t i = 0; i < next_product_; ++i) {
    LiveProduct& product = products_[i];
    if (product.plan->waves() == 0 && !product.passed && product.op->waiting.on_all == 0) {
      // A product of which nothing is kept is done as soon as its operands would be there.
      product.passed = true;
      product.op->started = now;
      skip_unit_.product_started();
    }
    if (!product.passed || product.stores > 0 || product.reported) continue;
    product.reported = true;
    done.push_back(product.op);
    changed = true;
  }
  while (!products_.empty() && products_.front().reported) {
    products_.pop_front();
    --next_product_;
  }
  return changed;
}

std::optional<Cycles> ArrayUnit::whole_issued() const {
  return starting_ && !by_wave() ? in_array_.back().product->op->started : std::nullopt;
}

Spent ArrayUnit::blocked_by(Cycles now) const {
  if (!array_free()) return nullptr;
  // All results have left the array, and not all are through the port.
  if (in_flight() && in_array_.back().ticket <= array_.completed()) return &Stats::buffer_stall_cycles;
  if (fetch_.empty()) {
    const LiveProduct* next = coming();
    const bool scanned_late = next != nullptr && next->op->waiting.on_all == 0 && *next->indices_at > now;
    return scanned_late ? &Stats::skip_stall_cycles : nullptr;
  }
  const OperandFetch::Wave& wave = fetch_.front();
  if (wave.product->op->waiting.on_all > 0) return nullptr;
  if (wave.under_way > 0) return &Stats::dram_stall_cycles;
  if (wave.product->issued == 0) {
    if (!pinned_.has_room(*wave.product->op)) return &Stats::buffer_stall_cycles;
    if (!pinned_.all_there(*wave.product->op)) return &Stats::dram_stall_cycles;
  }
  if (!wave.all_asked()) return results_.under_way() == 0 ? &Stats::buffer_stall_cycles : &Stats::dram_stall_cycles;
  return now < buffers_.ports_free_at() ? &Stats::buffer_stall_cycles : nullptr;
}

IndexRange ArrayUnit::waves_under_way() const { return {in_array_.front().index, fetch_.looked_at()}; }

bool ArrayUnit::describe(Situation& situation, Cycles now) const {
  const LiveProduct& product = *just_issued_->product;
  const Waiting& waiting = product.op->waiting;
  if (waiting.on_a + waiting.on_b + waiting.on_all + waiting.on_sum > 0) return false;
  situation.add(starting_);
  situation.add(in_array_.size());
  for (const InArray& wave : in_array_) {
    if (wave.product != &product) return false;
    situation.add(just_issued_->index - wave.index);
    situation.add(wave.ticket - array_.completed());
    situation.add_due(wave.ports_until, now);
    situation.add(wave.plan.frees_a);
    situation.add(wave.plan.frees_b);
  }
  situation.add(product.op->account);
  results_.describe(situation, product);
  return fetch_.describe(situation, product, just_issued_->index);
}

void ArrayUnit::describe_surroundings(Situation& situation) const {
  situation.add(static_cast<std::int64_t>(just_issued_->product->op->id()));
  situation.add(products_.size());
  situation.add(next_product_);
}

void ArrayUnit::restore(SituationReader& situation, std::int64_t waves) {
  LiveProduct& product = *just_issued_->product;
  const std::int64_t issued = just_issued_->index += waves;
  product.issued += waves;
  starting_ = situation.flag();
  in_array_.clear();
  for (std::size_t left = situation.count(); left > 0; --left) {
    InArray wave{&product, issued - situation.number(), array_.completed() + situation.number(), false, {}};
    wave.ports_until = situation.time();
    wave.plan = product.plan->wave(wave.index);
    wave.plan.frees_a = situation.bytes();
    wave.plan.frees_b = situation.bytes();
    in_array_.push_back(std::move(wave));
  }
  situation.skip(1);  // the account: the product's
  results_.restore(situation, product);
  fetch_.restore(situation, product, issued);
}

void ArrayUnit::advance(Cycles by, std::int64_t waves) {
  just_issued_->product->issued += waves;
  just_issued_->index += waves;
  fetch_.advance(waves);
  for (InArray& wave : in_array_) {
    wave.index += waves;
    wave.ports_until += by;
  }
}

Cycles ArrayUnit::next_event(Cycles now) const {
  const Cycles ports = buffers_.ports_free_at() > now ? buffers_.ports_free_at() : kNoCycle;
  const LiveProduct* next = coming();
  return next == nullptr || *next->indices_at <= now ? ports : std::min(ports, *next->indices_at);
}

std::string ArrayUnit::waits_for() const {
  if (in_flight()) return fmt::format("waves of {} in flight", in_array_.front().product->op->text());
  const LiveProduct* next = !fetch_.empty() ? fetch_.front().product : coming();
  if (next == nullptr) {
    if (results_.under_way() > 0) return fmt::format("{} strips on their way to DRAM", results_.under_way());
    return products_.empty() ? "nothing" : fmt::format("{} waits for the skip unit", products_.front().op->text());
  }
  const std::string name = next->op->text();
  if (next->op->waiting.on_all > 0) return fmt::format("{} waits for {} operations", name, next->op->waiting.on_all);
  if (fetch_.empty()) return fmt::format("{} waits for its indices until cycle {}", name, next->indices_at->count());
  const OperandFetch::Wave& wave = fetch_.front();
  if (wave.under_way > 0) return fmt::format("{} waits for {} blocks from DRAM", name, wave.under_way);
  if (!wave.all_asked()) {
    return fmt::format("{} waits for room in buffer{}{}{}", name, wave.a_asked ? "" : " A", wave.b_asked ? "" : " B",
                       wave.c_asked ? "" : " C");
  }
  if (next->issued == 0 && !pinned_.has_room(*next->op)) return fmt::format("{} waits for room for what it pins", name);
  if (next->issued == 0 && !pinned_.all_there(*next->op)) {
    return fmt::format("{} waits for pinned tensors from DRAM", name);
  }
  return fmt::format("{} waits for the buffers' ports until cycle {}", name, buffers_.ports_free_at().count());
}

}  // namespace skipgrid::sim
