// The bursts of one direction that wait in a channel's controller, in order of arrival and by bank.
#pragma once

#include <cstdint>
#include <vector>

#include "sim/memory/banked/dram_device.h"

namespace skipgrid::sim {

struct WaitingBurst {
  std::int64_t order = 0;  // of arrival, over both directions
  std::int64_t row = 0;
  int bank = 0;
  int transfer = 0;
  bool counted = false;  // as row hit, miss or conflict
};

/// Bursts have numbers ("slots") while they wait. Row commands are given for the oldest burst of a bank only, column
/// commands for the oldest that finds its row open, so the queue knows both. Whoever opens or closes a row says so.
class BurstQueue {
 public:
  static constexpr int kNone = -1;

  BurstQueue(int depth, int banks);

  bool empty() const { return size_ == 0; }
  bool full() const { return free_slots_.empty(); }
  int size() const { return size_; }
  int free() const { return static_cast<int>(free_slots_.size()); }

  /// The slots in order of arrival: the first, and the one after another; kNone at the end.
  int first() const { return first_; }
  int after(int slot) const { return links_[index(slot)].after; }
  int oldest(int bank) const { return lists_[index(bank)].oldest; }
  /// The oldest of a bank that finds its row open.
  int hit(int bank) const { return lists_[index(bank)].hit; }
  WaitingBurst& operator[](int slot) { return bursts_[index(slot)]; }
  const WaitingBurst& operator[](int slot) const { return bursts_[index(slot)]; }
  /// Bit b is set when bank b has a burst that finds its row open.
  std::uint64_t banks_with_hits() const { return banks_with_hits_; }
  /// Bit b is set when the oldest burst of bank b finds another row open or none.
  std::uint64_t banks_to_open() const { return banks_to_open_; }

  void push(const WaitingBurst& burst, std::int64_t open_row);
  /// Removes a burst whose row is open.
  void remove(int slot);
  void row_opened(int bank, std::int64_t row) { update(bank, row); }
  void row_closed(int bank) { update(bank, DramDevice::kClosed); }
  void clear();

 private:
  struct List {
    int oldest = kNone, newest = kNone, hit = kNone;
  };
  struct Links {
    int before = kNone, after = kNone;  // in order of arrival
    int newer = kNone;                  // in the same bank
  };
  static std::size_t index(int number) { return static_cast<std::size_t>(number); }
  /// Finds a bank's hit after a row was opened or closed, or a burst removed.
  void update(int bank, std::int64_t open_row);
  void note(int bank);

  std::vector<WaitingBurst> bursts_;
  std::vector<Links> links_;  // by slot
  std::vector<List> lists_;
  std::vector<int> free_slots_;
  int first_ = kNone, last_ = kNone, size_ = 0;
  std::uint64_t banks_with_hits_ = 0, banks_to_open_ = 0;
};

inline void BurstQueue::note(int bank) {
  const List& list = lists_[index(bank)];
  const std::uint64_t bit = std::uint64_t{1} << bank;
  banks_with_hits_ = list.hit != kNone ? banks_with_hits_ | bit : banks_with_hits_ & ~bit;
  banks_to_open_ = list.oldest != list.hit ? banks_to_open_ | bit : banks_to_open_ & ~bit;
}

inline void BurstQueue::update(int bank, std::int64_t open_row) {
  List& list = lists_[index(bank)];
  int hit = list.oldest;
  while (hit != kNone && bursts_[index(hit)].row != open_row) hit = links_[index(hit)].newer;
  list.hit = hit;
  note(bank);
}

inline void BurstQueue::push(const WaitingBurst& burst, std::int64_t open_row) {
  const int slot = free_slots_.back();
  free_slots_.pop_back();
  ++size_;
  bursts_[index(slot)] = burst;
  links_[index(slot)] = {last_, kNone, kNone};
  (last_ == kNone ? first_ : links_[index(last_)].after) = slot;
  last_ = slot;
  List& list = lists_[index(burst.bank)];
  (list.oldest == kNone ? list.oldest : links_[index(list.newest)].newer) = slot;
  list.newest = slot;
  if (list.hit == kNone && burst.row == open_row) list.hit = slot;
  note(burst.bank);
}

inline void BurstQueue::remove(int slot) {
  const Links& links = links_[index(slot)];
  (links.before == kNone ? first_ : links_[index(links.before)].after) = links.after;
  (links.after == kNone ? last_ : links_[index(links.after)].before) = links.before;
  free_slots_.push_back(slot);
  --size_;

  const WaitingBurst& burst = bursts_[index(slot)];
  List& list = lists_[index(burst.bank)];
  int older = kNone;
  for (int at = list.oldest; at != slot; at = links_[index(at)].newer) older = at;
  (older == kNone ? list.oldest : links_[index(older)].newer) = links.newer;
  if (list.newest == slot) list.newest = older;
  // It was the oldest hit: the next one is among the newer.
  int hit = links.newer;
  while (hit != kNone && bursts_[index(hit)].row != burst.row) hit = links_[index(hit)].newer;
  list.hit = hit;
  note(burst.bank);
}

}  // namespace skipgrid::sim
