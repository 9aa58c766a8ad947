#include "sim/engine/array_unit/result_store.h"

namespace skipgrid::sim {

void ResultStore::store(LiveProduct& product, std::int64_t wave, Cycles now) {
  const Block strip = product.plan->strip_block(wave);
  store(product, strip, strip.bytes, now);
}

void ResultStore::store(LiveProduct& product, const std::vector<DramSegment>& pieces, Cycles now) {
  for (const DramSegment& piece : pieces) store(product, {piece.bytes, {piece}}, Bytes(0), now);
}

void ResultStore::store(LiveProduct& product, const Block& block, Bytes frees, Cycles now) {
  Stats& stats = accounts_[product.op->account];
  stats.dram_write_bytes += block.bytes;
  stats.sram_read_bytes += block.bytes;
  ++product.stores;
  storing_.emplace(next_tag_, Strip{&product, frees});
  memory_->request(now, DramDirection::write, block.segments, *this, next_tag_++);
}

void ResultStore::describe(Situation& situation) const {
  situation.add(storing_.size());
  for (const auto& [tag, strip] : storing_) {
    situation.add(relative(tag));
    situation.add(static_cast<std::int64_t>(strip.product->op->id()));
    situation.add(strip.frees);
  }
}

void ResultStore::transfer_done(std::int64_t tag) {
  const auto stored = storing_.find(tag);
  buffers_.give_back(Buffer::c, stored->second.frees);
  --stored->second.product->stores;
  storing_.erase(stored);
}

}  // namespace skipgrid::sim
