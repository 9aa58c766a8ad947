// The requests under way: how many of their bursts are still to be served, and when the last data crossed a bus.
#pragma once

#include <algorithm>
#include <cstdint>
#include <vector>

#include "sim/memory/banked/dram_device.h"

namespace skipgrid::sim {

/// A request over all channels. It is done when no burst is left.
struct Transfer {
  std::int64_t id = 0;
  std::int64_t bursts_left = 0;
  DramTick data_end = 0;
};

/// Numbered places that are used again.
class TransferTable {
 public:
  int open(std::int64_t id, std::int64_t bursts, DramTick now) {
    int slot = static_cast<int>(transfers_.size());
    if (free_.empty()) {
      transfers_.emplace_back();
    } else {
      slot = free_.back();
      free_.pop_back();
    }
    transfers_[static_cast<std::size_t>(slot)] = {id, bursts, now};
    ++open_;
    if (bursts == 0) done_.push_back(slot);
    return slot;
  }

  void served(int slot, std::int64_t bursts, DramTick data_end) {
    Transfer& transfer = transfers_[static_cast<std::size_t>(slot)];
    transfer.data_end = std::max(transfer.data_end, data_end);
    transfer.bursts_left -= bursts;
    if (transfer.bursts_left == 0) done_.push_back(slot);
  }

  /// Takes out those that are done, in no particular order.
  std::vector<Transfer> take_done() {
    std::vector<Transfer> done;
    for (const int slot : done_) {
      done.push_back(transfers_[static_cast<std::size_t>(slot)]);
      free_.push_back(slot);
      --open_;
    }
    done_.clear();
    return done;
  }

  bool any_done() const { return !done_.empty(); }
  bool any_open() const { return open_ > 0; }
  /// Of the request with the fewest bursts left; there must be one that is open, and none that is done.
  std::int64_t fewest_bursts_left() const {
    std::int64_t fewest = INT64_MAX;
    for (const Transfer& transfer : transfers_)
      if (transfer.bursts_left > 0) fewest = std::min(fewest, transfer.bursts_left);
    return fewest;
  }

 private:
  std::vector<Transfer> transfers_;
  std::vector<int> free_, done_;
  int open_ = 0;
};

}  // namespace skipgrid::sim
