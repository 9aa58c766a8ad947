// The machine in closed form: when each operation is done, given the order in which they are issued. Exact when memory
// is ideal; else an estimate, in which an operation's bytes follow those before it and hold up what comes after. What a
// schedule is searched with; the machine itself has the last word.
#pragma once

#include <algorithm>
#include <cstdint>

#include "sim/array/tile/wave_timing.h"
#include "sim/engine/machine_config.h"

namespace skipgrid::sim {

/// What an operation takes of a unit.
struct Demand {
  std::int64_t tiles = 0, stream = 0;  ///< of the array: waves, operands in each
  std::int64_t scan = 0;               ///< cycles of the skip unit
  std::int64_t element_wise = 0;       ///< cycles of the vector unit
  std::int64_t memory = 0;             ///< cycles of DRAM at its peak

  friend bool operator==(const Demand& x, const Demand& y) {
    return x.tiles == y.tiles && x.stream == y.stream && x.scan == y.scan && x.element_wise == y.element_wise &&
           x.memory == y.memory;
  }
};

/// Cycles are plain here: the innermost loop of every search.
class MachineClock {
 public:
  explicit MachineClock(const MachineConfig& config)
      : array_(config.array), limited_vector_(config.vector_unit.has_value()) {}

  /// Issues the next product, whose operands are there from `ready` on; returns when its results are.
  std::int64_t product(std::int64_t ready, const Demand& demand) {
    const std::int64_t indices = std::max(issued_, scanned_) + demand.scan;
    const std::int64_t issued = std::max({ready, issuable_, indices});
    scanned_ = indices;
    // The skip unit goes on to the next product when this one starts.
    issued_ = issued;
    if (demand.tiles == 0) return issued;
    const WaveClock::Run run = array_.add(Cycles(issued), demand.tiles, demand.stream);
    issuable_ = run.last_start.count() + 1;
    if (demand.memory == 0) return run.end.count();
    // Fetched while the product before it is in the array, and stored before whoever waits for it goes on.
    memory_free_ = std::max(memory_free_, fetches_from_) + demand.memory;
    fetches_from_ = issued;
    issuable_ = std::max(issuable_, memory_free_);
    return std::max(run.end.count(), memory_free_);
  }

  /// Issues the next element-wise operation.
  std::int64_t element_wise(std::int64_t ready, const Demand& demand) {
    std::int64_t moved = ready;
    if (demand.memory > 0) moved = memory_free_ = std::max(memory_free_, ready) + demand.memory;
    if (!limited_vector_) return moved;
    vector_free_ = std::max(std::max(ready, vector_free_) + demand.element_wise, moved);
    return vector_free_;
  }

  /// The first cycle in which the array could begin with another product.
  std::int64_t array_free() const { return std::max(issuable_, array_.next_start()); }
  std::int64_t vector_free() const { return vector_free_; }
  /// From here on the array takes every wave that is not issued yet, and DRAM moves every byte.
  std::int64_t waves_from() const { return array_.next_start(); }
  std::int64_t bytes_from() const { return memory_free_; }

 private:
  WaveClock array_;
  bool limited_vector_;
  std::int64_t issuable_ = 0;  // the array takes one product while another waits to start
  std::int64_t issued_ = 0;    // when the newest product was issued
  std::int64_t scanned_ = 0;   // when the skip unit was through with it
  std::int64_t vector_free_ = 0;
  std::int64_t memory_free_ = 0;
  std::int64_t fetches_from_ = 0;  // when the product before the newest was issued
};

}  // namespace skipgrid::sim
