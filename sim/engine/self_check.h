// What no run can have counted, whatever the machine: looked at when a run is over, so that a fault of the program does
// not pass for a result.
#pragma once

#include <vector>

#include "sim/array/mapping.h"
#include "sim/engine/accounts.h"
#include "sim/units.h"

namespace skipgrid::sim {

struct RunCounts {
  Cycles cycles;
  PerMatrix<Bytes> carried;             ///< by the buffers' ports to the array, both ways
  PerMatrix<std::int64_t> port_widths;  ///< bytes a cycle; 0: no limit
  double dram_bytes_per_cycle = 0;      ///< at its peak; 0: no limit
  Bytes compulsory;                     ///< what DRAM has to move at the very least
  std::vector<Account> accounts;

  /// To and from DRAM, over all accounts.
  Bytes dram_bytes() const;
};

/// Throws std::logic_error with the numbers when a port or DRAM has moved more than fits into the run's cycles, when
/// less was moved than had to be, or when an account's cycles are not those of its reasons.
void self_check(const RunCounts& run);

}  // namespace skipgrid::sim
