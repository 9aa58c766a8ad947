// Counts that only grow, gathered from wherever they are, so that what a stretch of time has added can be added again.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "sim/units.h"

namespace skipgrid::sim {

/// Whoever counts visits its counts, always in the same order: at the beginning of the stretch, at its end, and then
/// for each time that they grow by as much again, so many times over.
class Totals {
 public:
  void begin() {
    visit_ = Visit::begin;
    numbers_.clear();
  }
  void end() {
    visit_ = Visit::end;
    at_ = 0;
  }
  void repeat(std::int64_t times) {
    visit_ = Visit::repeat;
    times_ = times;
    at_ = 0;
  }
  /// Throws std::overflow_error when the count no longer fits in 64 bits.
  void visit(std::int64_t& count) {
    switch (visit_) {
      case Visit::begin: numbers_.push_back(count); break;
      case Visit::end: numbers_[at_] = count - numbers_[at_]; break;
      case Visit::repeat:
        count = checked_sum(count, checked_product(numbers_[at_], times_, "a count"), "a count");
        break;
    }
    ++at_;
  }
  template <class Unit>
  void visit(Quantity<Unit, std::int64_t>& quantity) {
    std::int64_t count = quantity.count();
    visit(count);
    quantity = Quantity<Unit, std::int64_t>(count);
  }

 private:
  enum class Visit { begin, end, repeat };
  std::vector<std::int64_t> numbers_;  // at the beginning, later what has come since
  Visit visit_ = Visit::begin;
  std::int64_t times_ = 0;
  std::size_t at_ = 0;
};

}  // namespace skipgrid::sim
