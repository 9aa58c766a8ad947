#include "sim/engine/vector_unit.h"

#include <fmt/format.h>

#include <algorithm>

namespace skipgrid::sim {

namespace {

constexpr std::int64_t kPieceBytes = 64 * 1024;
constexpr int kPiecesUnderWay = 4;
constexpr std::int64_t kReadTag = 0;

}  // namespace

VectorUnit::Traffic VectorUnit::traffic(const std::vector<traces::TensorReference>& tensors,
                                        std::int64_t elements) const {
  Traffic traffic;
  if (memory_ == nullptr) return traffic;
  for (const traces::TensorReference& tensor : tensors) {
    const TensorHome& home = residency_.home(tensor.name);
    if (home.pinned) continue;
    // A gather or an update of part of a table touches no more than it has elements.
    const std::int64_t bytes = std::min(home.slice_bytes.count() * tensor.slices(), elements * kResultBytes);
    for (std::int64_t offset = 0; offset < bytes; offset += kPieceBytes) {
      traffic.waiting.push_back(
          {home.step_address(tensor.first) + offset, Bytes(std::min(kPieceBytes, bytes - offset))});
    }
  }
  return traffic;
}

void VectorUnit::pump(Cycles now, Traffic& traffic, DramDirection direction, std::int64_t tag, std::size_t account) {
  while (!traffic.waiting.empty() && traffic.under_way < kPiecesUnderWay) {
    Stats& stats = accounts_[account];
    (direction == DramDirection::read ? stats.dram_read_bytes : stats.dram_write_bytes) +=
        traffic.waiting.front().bytes;
    memory_->request(now, direction, {traffic.waiting.front()}, *this, tag);
    traffic.waiting.pop_front();
    ++traffic.under_way;
  }
}

void VectorUnit::transfer_done(std::int64_t tag) {
  Traffic& traffic = tag == kReadTag ? reads_ : storing_.at(tag).writes;
  --traffic.under_way;
}

void VectorUnit::start(LiveOp& op, Cycles now) {
  current_ = &op;
  op.started = now;
  computed_at_ = now;
  if (config_.vector_unit) {
    const Cycles computing = config_.vector_unit->cycles(op.vector()->kind, op.vector()->elements);
    computed_at_ += computing;
    accounts_[op.account].vector_lane_cycles += computing.count() * config_.vector_unit->lanes;
  }
  reads_ = traffic(op.vector()->reads, op.vector()->elements);
}

std::string VectorUnit::waits_for() const {
  if (current_ != nullptr) {
    return fmt::format("{} computes until cycle {} and waits for {} transfers from DRAM", current_->text(),
                       computed_at_.count(), reads_.under_way);
  }
  if (!queue_.empty()) {
    return fmt::format("{} waits for {} operations", queue_.front()->text(), queue_.front()->waiting.on_all);
  }
  if (!storing_.empty()) return fmt::format("results of {} on their way to DRAM", storing_.begin()->second.op->text());
  return "nothing";
}

bool VectorUnit::step(Cycles now, std::vector<LiveOp*>& done) {
  bool changed = false;
  for (auto store = storing_.begin(); store != storing_.end();) {
    pump(now, store->second.writes, DramDirection::write, store->first, store->second.op->account);
    if (store->second.writes.over()) {
      done.push_back(store->second.op);
      store = storing_.erase(store);
      changed = true;
    } else {
      ++store;
    }
  }
  if (current_ != nullptr) {
    pump(now, reads_, DramDirection::read, kReadTag, current_->account);
    if (now >= computed_at_ && reads_.over()) {
      Store store{current_, traffic(current_->vector()->writes, current_->vector()->elements)};
      storing_.emplace(next_tag_++, std::move(store));
      current_ = nullptr;
      changed = true;
    }
  }
  if (current_ == nullptr && !queue_.empty() && queue_.front()->waiting.on_all == 0) {
    start(*queue_.front(), now);
    queue_.pop_front();
    changed = true;
  }
  return changed;
}

}  // namespace skipgrid::sim
