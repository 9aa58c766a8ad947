// What was done, apart from how long it took: counted for the phase and layer whose operation it was.
#pragma once

#include <cstdint>
#include <vector>

#include "sim/units.h"

namespace skipgrid::sim {

struct Work {
  std::int64_t gemms = 0;
  std::int64_t macs = 0;          ///< done
  std::int64_t gated_macs = 0;    ///< of these, with an operand that dropout had made zero
  std::int64_t padding_macs = 0;  ///< of those done, on what only pads a batch to its longest sample
  std::int64_t dense_macs = 0;    ///< if nothing were skipped
  std::int64_t tiles = 0;
  std::int64_t used_pes = 0;
  std::int64_t register_moves = 0;
  std::int64_t vector_lane_cycles = 0;
  Bytes sram_read, sram_written, dram_read, dram_written;
};

/// Work by account, as the ledger numbers them.
class WorkLog {
 public:
  Work& of(std::size_t account) {
    if (works_.size() <= account) works_.resize(account + 1);
    return works_[account];
  }
  const std::vector<Work>& all() const { return works_; }

 private:
  std::vector<Work> works_;
};

}  // namespace skipgrid::sim
