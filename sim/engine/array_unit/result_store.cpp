#include "sim/engine/array_unit/result_store.h"

namespace skipgrid::sim {

void ResultStore::store(LiveProduct& product, std::int64_t wave, Cycles now) {
  const Block strip = product.plan->strip_block(wave);
  Stats& stats = accounts_[product.op->account];
  stats.dram_write_bytes += strip.bytes;
  stats.sram_read_bytes += strip.bytes;
  ++product.stores;
  storing_.emplace(next_tag_, Strip{&product, strip.bytes});
  memory_->request(now, DramDirection::write, strip.segments, *this, next_tag_++);
}

void ResultStore::transfer_done(std::int64_t tag) {
  const auto stored = storing_.find(tag);
  buffers_.give_back(Buffer::c, stored->second.bytes);
  --stored->second.product->stores;
  storing_.erase(stored);
}

}  // namespace skipgrid::sim
