#include "sim/engine/array_unit/result_store.h"

#include <algorithm>

namespace skipgrid::sim {

void ResultStore::store(LiveProduct& product, const PlannedWave& wave, Cycles now) {
  product.plan->locate(Matrix::c, wave, place_);
  store(product, wave.stores_c, wave.stores_c, now);
}

void ResultStore::store(LiveProduct& product, const std::vector<DramSegment>& pieces, Cycles now) {
  for (const DramSegment& piece : pieces) {
    place_.clear();
    place_.segments.push_back(piece);
    store(product, piece.bytes, Bytes(0), now);
  }
}

void ResultStore::store(LiveProduct& product, Bytes bytes, Bytes frees, Cycles now) {
  Stats& stats = accounts_[product.op->account];
  stats.dram_write_bytes += bytes;
  stats.sram_read_bytes += bytes;
  ++product.stores;
  ++under_way_;
  const std::int64_t tag = first_tag_ + static_cast<std::int64_t>(storing_.size());
  storing_.push_back({&product, frees});
  memory_->request(now, DramDirection::write, place_, *this, tag);
}

void ResultStore::describe(Situation& situation, const LiveProduct& product) const {
  situation.add(storing_.size());
  for (const Strip& strip : storing_) {
    situation.add(strip.product == nullptr ? 0 : strip.product == &product ? 1 : 2);
    situation.add(strip.frees);
  }
}

bool ResultStore::only(const LiveProduct& product) const {
  return std::all_of(storing_.begin(), storing_.end(),
                     [&](const Strip& strip) { return strip.product == nullptr || strip.product == &product; });
}

void ResultStore::restore(SituationReader& situation, LiveProduct& product) {
  storing_.resize(situation.count());
  under_way_ = 0;
  for (Strip& strip : storing_) {
    strip.product = situation.flag() ? &product : nullptr;
    strip.frees = situation.bytes();
    if (strip.product != nullptr) ++under_way_;
  }
  product.stores = static_cast<std::int64_t>(under_way_);
}

void ResultStore::transfer_done(std::int64_t tag) {
  Strip& stored = storing_[static_cast<std::size_t>(tag - first_tag_)];
  buffers_.give_back(Buffer::c, stored.frees);
  --stored.product->stores;
  --under_way_;
  stored.product = nullptr;
  for (; !storing_.empty() && storing_.front().product == nullptr; ++first_tag_) storing_.pop_front();
}

}  // namespace skipgrid::sim
