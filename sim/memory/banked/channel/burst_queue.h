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

/// Bursts have numbers ("slots") while they wait. Row commands are given for the oldest burst of a bank only, so the
/// queue knows these, and which of them do not find their row open. Whoever opens or closes a row says so.
class BurstQueue {
 public:
  static constexpr int kNone = -1;

  BurstQueue(int depth, int banks);

  bool empty() const { return size_ == 0; }
  bool full() const { return free_slots_.empty(); }
  int size() const { return size_; }
  int free() const { return static_cast<int>(free_slots_.size()); }

  /// The slot of the i-th oldest.
  int slot_at(int i) const { return arrivals_[index((first_ + i) & mask_)]; }
  int oldest(int bank) const { return lists_[index(bank)].oldest; }
  WaitingBurst& operator[](int slot) { return bursts_[index(slot)]; }
  const WaitingBurst& operator[](int slot) const { return bursts_[index(slot)]; }
  /// Bit b is set when bank b has a burst that finds its row open.
  std::uint64_t banks_with_hits() const { return banks_with_hits_; }
  /// Bit b is set when the oldest burst of bank b finds another row open or none.
  std::uint64_t banks_to_open() const { return banks_to_open_; }

  void push(const WaitingBurst& burst, std::int64_t open_row);
  /// Removes the i-th oldest, for which row `open_row` is open.
  void remove_at(int i, std::int64_t open_row);
  void row_opened(int bank, std::int64_t row) { update(bank, row); }
  void row_closed(int bank) { update(bank, DramDevice::kClosed); }
  void clear();

 private:
  struct List {
    int oldest = kNone, newest = kNone;
  };
  static std::size_t index(int number) { return static_cast<std::size_t>(number); }
  /// Sets both bits of a bank after a row was opened or closed, or a burst removed.
  void update(int bank, std::int64_t open_row);

  std::vector<WaitingBurst> bursts_;
  std::vector<int> newer_;  // the next in the same bank, by slot
  std::vector<List> lists_;
  std::vector<int> free_slots_;
  std::vector<int> arrivals_;  // slots, a ring
  int first_ = 0, mask_, size_ = 0;
  std::uint64_t banks_with_hits_ = 0, banks_to_open_ = 0;
};

}  // namespace skipgrid::sim
