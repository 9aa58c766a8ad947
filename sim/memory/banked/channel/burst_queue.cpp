#include "sim/memory/banked/channel/burst_queue.h"

namespace skipgrid::sim {

BurstQueue::BurstQueue(int depth, int banks) : bursts_(index(depth)), links_(index(depth)), lists_(index(banks)) {
  clear();
}

void BurstQueue::clear() {
  lists_.assign(lists_.size(), List{});
  free_slots_.clear();
  for (int slot = static_cast<int>(bursts_.size()) - 1; slot >= 0; --slot) free_slots_.push_back(slot);
  first_ = last_ = kNone;
  size_ = 0;
  banks_with_hits_ = banks_to_open_ = 0;
}

}  // namespace skipgrid::sim
