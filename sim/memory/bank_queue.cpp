#include "sim/memory/bank_queue.h"

namespace skipgrid::sim {

BankQueue::BankQueue(int depth, int banks) : bursts_(index(depth)), lists_(index(banks)) { clear(); }

void BankQueue::clear() {
  lists_.assign(lists_.size(), List{});
  free_.clear();
  for (int slot = static_cast<int>(bursts_.size()) - 1; slot >= 0; --slot) free_.push_back(slot);
  banks_ = 0;
  size_ = 0;
}

void BankQueue::push(const Burst& burst, std::int64_t open_row) {
  const int slot = free_.back();
  free_.pop_back();
  ++size_;
  bursts_[index(slot)] = burst;
  bursts_[index(slot)].newer = kNone;
  List& list = lists_[index(burst.bank)];
  if (list.oldest == kNone)
    list.oldest = slot;
  else
    bursts_[index(list.newest)].newer = slot;
  list.newest = slot;
  if (list.hit == kNone && burst.row == open_row) list.hit = slot;
  banks_ |= std::uint64_t{1} << burst.bank;
}

void BankQueue::remove(int slot, std::int64_t open_row) {
  const Burst& gone = bursts_[index(slot)];
  List& list = lists_[index(gone.bank)];
  if (list.oldest == slot) {
    list.oldest = gone.newer;
    if (list.oldest == kNone) {
      list.newest = kNone;
      banks_ &= ~(std::uint64_t{1} << gone.bank);
    }
  } else {
    int older = list.oldest;
    while (bursts_[index(older)].newer != slot) older = bursts_[index(older)].newer;
    bursts_[index(older)].newer = gone.newer;
    if (list.newest == slot) list.newest = older;
  }
  if (list.hit == slot) list.hit = find(gone.newer, open_row);
  free_.push_back(slot);
  --size_;
}

}  // namespace skipgrid::sim
