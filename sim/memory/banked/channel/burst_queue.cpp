#include "sim/memory/banked/channel/burst_queue.h"

namespace skipgrid::sim {

BurstQueue::BurstQueue(int depth, int banks) : bursts_(index(depth)), newer_(index(depth)), lists_(index(banks)) {
  int ring = 1;
  while (ring < depth) ring *= 2;
  arrivals_.resize(index(ring));
  mask_ = ring - 1;
  clear();
}

void BurstQueue::clear() {
  lists_.assign(lists_.size(), List{});
  free_slots_.clear();
  for (int slot = static_cast<int>(bursts_.size()) - 1; slot >= 0; --slot) free_slots_.push_back(slot);
  first_ = size_ = 0;
  banks_with_hits_ = banks_to_open_ = 0;
}

void BurstQueue::push(const WaitingBurst& burst, std::int64_t open_row) {
  const int slot = free_slots_.back();
  free_slots_.pop_back();
  bursts_[index(slot)] = burst;
  newer_[index(slot)] = kNone;
  arrivals_[index((first_ + size_++) & mask_)] = slot;
  List& list = lists_[index(burst.bank)];
  if (list.oldest == kNone) {
    list.oldest = list.newest = slot;
    update(burst.bank, open_row);
  } else {
    newer_[index(list.newest)] = slot;
    list.newest = slot;
    if (burst.row == open_row) banks_with_hits_ |= std::uint64_t{1} << burst.bank;
  }
}

void BurstQueue::remove_at(int i, std::int64_t open_row) {
  const int slot = slot_at(i);
  // The few that are older move up by one.
  for (; i > 0; --i) arrivals_[index((first_ + i) & mask_)] = slot_at(i - 1);
  first_ = (first_ + 1) & mask_;
  --size_;
  free_slots_.push_back(slot);

  const int bank = bursts_[index(slot)].bank;
  List& list = lists_[index(bank)];
  const int newer = newer_[index(slot)];
  if (list.oldest == slot) {
    list.oldest = newer;
  } else {
    int older = list.oldest;
    while (newer_[index(older)] != slot) older = newer_[index(older)];
    newer_[index(older)] = newer;
    if (list.newest == slot) list.newest = older;
  }
  update(bank, open_row);
}

void BurstQueue::update(int bank, std::int64_t open_row) {
  const std::uint64_t bit = std::uint64_t{1} << bank;
  const int oldest = lists_[index(bank)].oldest;
  int hit = oldest;
  while (hit != kNone && bursts_[index(hit)].row != open_row) hit = newer_[index(hit)];
  banks_with_hits_ = hit != kNone ? banks_with_hits_ | bit : banks_with_hits_ & ~bit;
  banks_to_open_ = oldest != hit ? banks_to_open_ | bit : banks_to_open_ & ~bit;
}

}  // namespace skipgrid::sim
