// Units are types: cycles, bytes and picojoules cannot be mixed, and no bare integer crosses an interface as one.
#pragma once

#include <cstdint>
#include <limits>

namespace skipgrid::sim {

/// A count of one unit. Sums and differences stay in the unit; scaling is by plain numbers.
template <class Unit, class Rep>
class Quantity {
 public:
  using rep = Rep;
  constexpr Quantity() = default;
  constexpr explicit Quantity(Rep count) : count_(count) {}
  constexpr Rep count() const { return count_; }

  constexpr Quantity& operator+=(Quantity other) {
    count_ += other.count_;
    return *this;
  }
  constexpr Quantity& operator-=(Quantity other) {
    count_ -= other.count_;
    return *this;
  }
  friend constexpr Quantity operator+(Quantity a, Quantity b) { return Quantity(a.count_ + b.count_); }
  friend constexpr Quantity operator-(Quantity a, Quantity b) { return Quantity(a.count_ - b.count_); }
  friend constexpr Quantity operator*(Quantity a, Rep times) { return Quantity(a.count_ * times); }
  friend constexpr Quantity operator*(Rep times, Quantity a) { return Quantity(a.count_ * times); }
  friend constexpr bool operator==(Quantity a, Quantity b) { return a.count_ == b.count_; }
  friend constexpr bool operator!=(Quantity a, Quantity b) { return a.count_ != b.count_; }
  friend constexpr bool operator<(Quantity a, Quantity b) { return a.count_ < b.count_; }
  friend constexpr bool operator<=(Quantity a, Quantity b) { return a.count_ <= b.count_; }
  friend constexpr bool operator>(Quantity a, Quantity b) { return a.count_ > b.count_; }
  friend constexpr bool operator>=(Quantity a, Quantity b) { return a.count_ >= b.count_; }

 private:
  Rep count_ = 0;
};

/// How many pieces of `divisor` hold `dividend`, the last one perhaps not full. Requires dividend >= 0 and divisor > 0.
constexpr std::int64_t divide_up(std::int64_t dividend, std::int64_t divisor) {
  return (dividend + divisor - 1) / divisor;
}

using Cycles = Quantity<struct CyclesUnit, std::int64_t>;
/// When what does not come comes. What is asked in every cycle says this rather than an optional, which takes longer.
inline constexpr Cycles kNoCycle(std::numeric_limits<std::int64_t>::max());
using Bytes = Quantity<struct BytesUnit, std::int64_t>;
using PicoJoules = Quantity<struct PicoJoulesUnit, double>;

}  // namespace skipgrid::sim
