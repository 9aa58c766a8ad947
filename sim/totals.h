// Counts that only grow, gathered from wherever they are, so that what a stretch of time has added can be added again.
#pragma once

#include <cstddef>
#include <cstdint>
#include <stdexcept>
#include <vector>

#include "sim/units.h"

namespace skipgrid::sim {

/// Whoever counts visits its counts, always in the same order: first they are recorded, later grow as often again by
/// what has come since.
class Totals {
 public:
  void record() {
    numbers_.clear();
    times_ = 0;
  }
  void repeat(std::int64_t times) {
    times_ = times;
    at_ = 0;
  }
  /// Throws std::overflow_error when the count no longer fits in 64 bits.
  void visit(std::int64_t& count) {
    if (times_ == 0) {
      numbers_.push_back(count);
      return;
    }
    // What was not there yet has begun at 0.
    const std::int64_t before = at_ < numbers_.size() ? numbers_[at_] : 0;
    ++at_;
    std::int64_t more = 0;
    if (__builtin_mul_overflow(count - before, times_, &more) || __builtin_add_overflow(count, more, &count))
      throw std::overflow_error("a count no longer fits in 64 bits");
  }
  template <class Unit>
  void visit(Quantity<Unit, std::int64_t>& quantity) {
    std::int64_t count = quantity.count();
    visit(count);
    quantity = Quantity<Unit, std::int64_t>(count);
  }

 private:
  std::vector<std::int64_t> numbers_;
  std::int64_t times_ = 0;  // 0: recording
  std::size_t at_ = 0;
};

}  // namespace skipgrid::sim
