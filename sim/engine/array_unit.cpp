#include "sim/engine/array_unit.h"

#include <algorithm>

#include "sim/engine/mask_work.h"

namespace skipgrid::sim {

namespace {

/// Waves whose operands may be asked for before they are issued; buffers usually allow fewer.
constexpr std::size_t kLookAhead = 64;

bool has_limited_ports(const MachineConfig& config) {
  return config.buffers && (config.buffers->a.bytes_per_cycle > 0 || config.buffers->b.bytes_per_cycle > 0 ||
                            config.buffers->c.bytes_per_cycle > 0);
}

/// Tags of requests: even for what a wave fetches, odd for a strip's store.
std::int64_t fetch_tag(std::int64_t wave) { return 2 * wave; }
std::int64_t store_tag(std::int64_t store) { return 2 * store + 1; }

}  // namespace

ArrayUnit::ArrayUnit(const MachineConfig& config, Skipping skipping, const Residency& residency, ArrayModel& array,
                     MemoryPort* memory, WorkLog& log)
    : config_(config),
      skipping_(skipping),
      residency_(residency),
      array_(array),
      memory_(memory),
      log_(log),
      limited_ports_(has_limited_ports(config)) {
  for (const Buffer buffer : {Buffer::a, Buffer::b, Buffer::c}) space(buffer).free = residency.streaming_bytes(buffer);
}

bool ArrayUnit::Space::take(Bytes bytes) {
  if (bytes > free) return false;
  free -= bytes;
  return true;
}

bool ArrayUnit::step(Cycles now, std::vector<LiveOp*>& done) {
  bool changed = retire(now);
  changed = scan(now) || changed;
  if (by_wave()) {
    look_ahead(now);
    changed = fetch(now) || changed;
    changed = issue(now) || changed;
  } else {
    changed = issue_whole(now) || changed;
  }
  return finish(done) || changed;
}

bool ArrayUnit::scan(Cycles now) {
  bool changed = false;
  for (; next_scanned_ < products_.size(); ++next_scanned_) {
    // One mask ahead: the next is looked at when the product before it has started.
    if (next_scanned_ > 0) {
      const Product& before = products_[next_scanned_ - 1];
      if (before.issued == 0 && !before.passed) break;
    }
    Product& product = products_[next_scanned_];
    const Cycles begin = std::max(now, skip_unit_free_at_);
    const bool scans = config_.skip_unit && skipping_ == Skipping::on;
    skip_unit_free_at_ = begin + (scans ? scan_cycles(*config_.skip_unit, *product.op->gemm()) : Cycles(0));
    product.scanned_at = skip_unit_free_at_;
    changed = true;
  }
  return changed;
}

void ArrayUnit::plan(Product& product) {
  const traces::GemmOp& op = *product.op->gemm();
  product.plan = std::make_unique<GemmPlan>(config_, residency_, op, skipping_);
  const GemmPlan& plan = *product.plan;
  const Tiling tiling(config_.array, plan.kept_m(), plan.kept_k(), plan.kept_n());
  const SramTraffic sram = plan.sram_traffic();
  Work& work = log_.of(product.op->account);
  ++work.gemms;
  const std::int64_t macs = plan.kept_m() * plan.kept_k() * plan.kept_n();
  work.macs += macs;
  work.gated_macs += gated_macs(op, skipping_);
  work.padding_macs += padding_macs(op, macs);
  work.dense_macs += op.dense_macs();
  work.tiles += plan.waves();
  // Every chunk of the streamed dimension takes all tiles once more.
  const std::int64_t chunks = tiling.count() == 0 ? 0 : plan.waves() / tiling.count();
  work.used_pes += tiling.used_pes() * chunks;
  work.register_moves +=
      tiling.stream() * (tiling.used_rows() * config_.array.cols + tiling.used_cols() * config_.array.rows) +
      plan.waves() * config_.array.rows * config_.array.pes();
  work.sram_read += sram.a_read + sram.b_read + sram.c_read;
  work.sram_written += sram.c_written;
}

void ArrayUnit::look_ahead(Cycles now) {
  while (next_product_ < next_scanned_ && waves_.size() < kLookAhead) {
    Product& product = products_[next_product_];
    if (*product.scanned_at > now) return;
    if (product.plan == nullptr) plan(product);
    if (next_wave_ == product.plan->waves()) {
      next_wave_ = 0;
      ++next_product_;
      continue;
    }
    Wave wave{&product, next_wave_, waves_seen_++, product.plan->wave(next_wave_)};
    wave.a_asked = !wave.plan.fetches_a;
    wave.b_asked = !wave.plan.fetches_b;
    wave.c_asked = !wave.plan.opens_strip || !product.plan->streams_c();
    waves_.push_back(std::move(wave));
    ++next_wave_;
  }
}

void ArrayUnit::ask(Wave& wave, const Block& block, Cycles now) {
  Work& work = log_.of(wave.product->op->account);
  work.dram_read += block.bytes;
  work.sram_written += block.bytes;
  ++wave.under_way;
  memory_->request(now, DramDirection::read, block.segments, *this, fetch_tag(wave.number));
}

void ArrayUnit::transfer_done(std::int64_t tag) {
  if (tag % 2 == 0) {
    --waves_[static_cast<std::size_t>(tag / 2 - waves_.front().number)].under_way;
    return;
  }
  const auto stored = storing_.find(tag / 2);
  space(Buffer::c).free += stored->second.bytes;
  --stored->second.product->stores;
  storing_.erase(stored);
}

bool ArrayUnit::fetch(Cycles now) {
  // Each operand in wave order, one operand not held up by another: weights come while activations are computed.
  const std::size_t before = next_a_ + next_b_ + next_c_;
  while (next_c_ < waves_.size() && fetch_c(waves_[next_c_], now)) ++next_c_;
  while (next_b_ < waves_.size() && fetch_b(waves_[next_b_], now)) ++next_b_;
  while (next_a_ < waves_.size() && fetch_a(waves_[next_a_], now)) ++next_a_;
  return next_a_ + next_b_ + next_c_ != before;
}

bool ArrayUnit::fetch_c(Wave& wave, Cycles now) {
  if (wave.c_asked) return true;
  const traces::GemmOp& op = *wave.product->op->gemm();
  if (op.accumulate && wave.product->op->waiting.on_sum > 0) return false;
  const Block strip = wave.product->plan->strip_block(wave.index);
  if (!space(Buffer::c).take(strip.bytes)) return false;
  if (op.accumulate) ask(wave, strip, now);
  wave.c_asked = true;
  return true;
}

bool ArrayUnit::fetch_b(Wave& wave, Cycles now) {
  if (wave.b_asked) return true;
  if (wave.product->op->waiting.on_b > 0) return false;
  const Block block = wave.product->plan->b_block(wave.index);
  if (!space(Buffer::b).take(block.bytes)) return false;
  ask(wave, block, now);
  wave.b_asked = true;
  return true;
}

bool ArrayUnit::fetch_a(Wave& wave, Cycles now) {
  if (wave.a_asked) return true;
  if (wave.product->op->waiting.on_a > 0) return false;
  const Block block = wave.product->plan->a_block(wave.index);
  if (!space(Buffer::a).take(block.bytes)) return false;
  ask(wave, block, now);
  wave.a_asked = true;
  return true;
}

bool ArrayUnit::issue(Cycles now) {
  if (waves_.empty()) return false;
  Wave& wave = waves_.front();
  LiveOp& op = *wave.product->op;
  if (op.waiting.on_all > 0 || !wave.all_asked() || wave.under_way > 0) return false;
  if (starting_ || !array_.ready() || now < ports_free_at_) return false;
  const std::int64_t ticket = array_.issue(wave.plan.gemm, TileRange{wave.plan.tile, 1});
  if (!op.started) op.started = now;
  ++wave.product->issued;
  const bool last = wave.product->issued == wave.product->plan->waves();
  in_array_.push_back(InArray{wave.product, wave.index, ticket, last, wave.plan});
  starting_ = true;
  waves_.pop_front();
  --next_a_, --next_b_, --next_c_;
  return true;
}

bool ArrayUnit::issue_whole(Cycles now) {
  if (next_product_ >= next_scanned_ || starting_ || !array_.ready()) return false;
  Product& product = products_[next_product_];
  if (*product.scanned_at > now || product.op->waiting.on_all > 0) return false;
  plan(product);
  ++next_product_;
  if (product.plan->waves() == 0) return true;
  const GemmPlan& plan = *product.plan;
  const std::int64_t ticket =
      array_.issue(ArrayGemm{plan.kept_m(), plan.kept_k(), plan.kept_n()}, TileRange{0, plan.waves()});
  product.op->started = now;
  product.issued = plan.waves();
  in_array_.push_back(InArray{&product, 0, ticket, true, PlannedWave{}});
  starting_ = true;
  return true;
}

Cycles ArrayUnit::port_cycles(const InArray& wave) const {
  if (!limited_ports_) return Cycles(0);
  const Tile tile = Tiling(config_.array, wave.plan.gemm.m, wave.plan.gemm.k, wave.plan.gemm.n).tile(wave.plan.tile);
  const bool os = config_.array.dataflow == Dataflow::os, is = config_.array.dataflow == Dataflow::is;
  const std::int64_t operand = config_.operand_bytes();
  const std::int64_t streamed = tile.stream * tile.used_rows * operand;
  const std::int64_t second = os ? tile.stream * tile.used_cols * operand : tile.used_pes() * operand;
  const std::int64_t results = (os ? tile.used_pes() : tile.stream * tile.used_cols) * kResultBytes;
  const auto cycles = [](std::int64_t bytes, const BufferConfig& buffer) {
    return buffer.bytes_per_cycle == 0 ? 0 : (bytes + buffer.bytes_per_cycle - 1) / buffer.bytes_per_cycle;
  };
  const BuffersConfig& buffers = *config_.buffers;
  return Cycles(std::max({cycles(is ? second : streamed, buffers.a), cycles(is ? streamed : second, buffers.b),
                          cycles(results, buffers.c)}));
}

void ArrayUnit::wave_started(Cycles now) {
  starting_ = false;
  if (!by_wave()) return;
  const std::size_t started = in_array_.size() - 1;
  ports_free_at_ = now - Cycles(1) + port_cycles(in_array_[started]);
  // When a wave starts, the tile of the one before is in the PEs; what that one streams is through when the next
  // starts.
  const bool os = config_.array.dataflow == Dataflow::os, is = config_.array.dataflow == Dataflow::is;
  for (std::size_t i = 0; i < started; ++i) {
    const bool streamed_is_through = os || i + 1 < started;
    if (streamed_is_through || is) free_a(in_array_[i]);
    if (streamed_is_through || !is) free_b(in_array_[i]);
  }
}

void ArrayUnit::free_a(InArray& wave) {
  space(Buffer::a).free += wave.plan.frees_a;
  wave.plan.frees_a = Bytes(0);
}

void ArrayUnit::free_b(InArray& wave) {
  space(Buffer::b).free += wave.plan.frees_b;
  wave.plan.frees_b = Bytes(0);
}

void ArrayUnit::store_strip(InArray& wave, Cycles now) {
  const Block strip = wave.product->plan->strip_block(wave.index);
  Work& work = log_.of(wave.product->op->account);
  work.dram_written += strip.bytes;
  work.sram_read += strip.bytes;
  ++wave.product->stores;
  storing_.emplace(stores_seen_, Storing{wave.product, strip.bytes});
  memory_->request(now, DramDirection::write, strip.segments, *this, store_tag(stores_seen_++));
}

bool ArrayUnit::retire(Cycles now) {
  bool changed = false;
  while (!in_array_.empty() && in_array_.front().ticket <= array_.completed()) {
    InArray& wave = in_array_.front();
    free_a(wave);
    free_b(wave);
    if (by_wave() && wave.plan.closes_strip && wave.product->plan->streams_c()) store_strip(wave, now);
    wave.product->passed = wave.product->passed || wave.last;
    in_array_.pop_front();
    changed = true;
  }
  return changed;
}

bool ArrayUnit::finish(std::vector<LiveOp*>& done) {
  bool changed = false;
  for (std::size_t i = 0; i < next_product_; ++i) {
    Product& product = products_[i];
    // A product of which nothing is kept is done as soon as its operands would be there.
    if (product.plan->waves() == 0 && product.op->waiting.on_all == 0) product.passed = true;
    if (!product.passed || product.stores > 0 || product.reported) continue;
    if (!product.op->started) product.op->started = current_cycle();
    product.reported = true;
    done.push_back(product.op);
    changed = true;
  }
  while (!products_.empty() && products_.front().reported) {
    products_.pop_front();
    --next_product_;
    --next_scanned_;
  }
  return changed;
}

std::optional<Spent> ArrayUnit::blocked(Cycles now) const {
  if (starting_ || !array_.ready()) return std::nullopt;
  if (waves_.empty()) {
    if (next_product_ >= next_scanned_) return std::nullopt;
    const Product& next = products_[next_product_];
    return next.op->waiting.on_all == 0 && *next.scanned_at > now ? std::optional<Spent>(Spent::skip_stall)
                                                                  : std::nullopt;
  }
  const Wave& wave = waves_.front();
  if (wave.product->op->waiting.on_all > 0) return std::nullopt;
  if (wave.under_way > 0) return Spent::dram_stall;
  if (!wave.all_asked()) return storing_.empty() ? Spent::buffer_stall : Spent::dram_stall;
  return now < ports_free_at_ ? std::optional<Spent>(Spent::buffer_stall) : std::nullopt;
}

std::optional<Cycles> ArrayUnit::next_event(Cycles now) const {
  std::optional<Cycles> next;
  const auto offer = [&](Cycles time) {
    if (time > now && (!next || time < *next)) next = time;
  };
  if (next_product_ < next_scanned_) offer(*products_[next_product_].scanned_at);
  offer(ports_free_at_);
  return next;
}

}  // namespace skipgrid::sim
