// The bursts of one direction that wait in a channel's controller, each bank's in order of arrival.
#pragma once

#include <cstdint>
#include <vector>

#include "sim/memory/dram_device.h"

namespace skipgrid::sim {

/// For each bank it knows the oldest burst and the oldest that hits the open row: all that FR-FCFS has to look at.
class BankQueue {
 public:
  static constexpr int kNone = -1;

  struct Burst {
    std::int64_t order = 0;  // of arrival, over both directions
    std::int64_t row = 0;
    int bank = 0;
    int transfer = 0;
    bool counted = false;  // as hit, miss or conflict
    int newer = kNone;     // in the same bank
  };

  BankQueue(int depth, int banks);

  bool empty() const { return size_ == 0; }
  bool full() const { return free_.empty(); }
  int size() const { return size_; }
  int free() const { return static_cast<int>(free_.size()); }
  /// Bit b is set when bank b has a burst.
  std::uint64_t banks() const { return banks_; }

  int oldest(int bank) const { return lists_[index(bank)].oldest; }
  int oldest_hit(int bank) const { return lists_[index(bank)].hit; }
  Burst& operator[](int burst) { return bursts_[index(burst)]; }
  const Burst& operator[](int burst) const { return bursts_[index(burst)]; }

  void push(const Burst& burst, std::int64_t open_row);
  void remove(int burst, std::int64_t open_row);
  void row_opened(int bank, std::int64_t row) { lists_[index(bank)].hit = find(oldest(bank), row); }
  void row_closed(int bank) { lists_[index(bank)].hit = kNone; }
  void clear();

 private:
  struct List {
    int oldest = kNone, newest = kNone, hit = kNone;
  };
  static std::size_t index(int number) { return static_cast<std::size_t>(number); }
  /// The first of `burst` and those after it that wants `row`.
  int find(int burst, std::int64_t row) const {
    while (burst != kNone && bursts_[index(burst)].row != row) burst = bursts_[index(burst)].newer;
    return burst;
  }

  std::vector<Burst> bursts_;
  std::vector<List> lists_;
  std::vector<int> free_;
  std::uint64_t banks_ = 0;
  int size_ = 0;
};

}  // namespace skipgrid::sim
