// Units are types: cycles, bytes and picojoules cannot be mixed, and no bare integer crosses an interface as one.
#pragma once

#include <cstdint>
#include <limits>
#include <stdexcept>
#include <string>
#include <string_view>
#include <type_traits>

namespace skipgrid::sim {

/// Throws std::overflow_error.
[[noreturn, gnu::cold, gnu::noinline]] inline void no_longer_fits(std::string_view what) {
  throw std::overflow_error(std::string(what) + " no longer fits in 64 bits");
}

/// Throw std::overflow_error that says `what` no longer fits.
constexpr std::int64_t checked_sum(std::int64_t a, std::int64_t b, std::string_view what) {
  std::int64_t result = 0;
  return __builtin_add_overflow(a, b, &result) ? (no_longer_fits(what), 0) : result;
}
constexpr std::int64_t checked_difference(std::int64_t a, std::int64_t b, std::string_view what) {
  std::int64_t result = 0;
  return __builtin_sub_overflow(a, b, &result) ? (no_longer_fits(what), 0) : result;
}
constexpr std::int64_t checked_product(std::int64_t a, std::int64_t b, std::string_view what) {
  std::int64_t result = 0;
  return __builtin_mul_overflow(a, b, &result) ? (no_longer_fits(what), 0) : result;
}
/// What is not whole is rounded towards zero.
constexpr std::int64_t checked_whole(double value, std::string_view what) {
  constexpr double kEnd = 9223372036854775808.0;  // 2^63
  return value >= -kEnd && value < kEnd ? static_cast<std::int64_t>(value) : (no_longer_fits(what), 0);
}

/// A count of one unit. Sums and differences stay in the unit; scaling is by plain numbers. Whole ones throw
/// std::overflow_error rather than wrap.
template <class Unit, class Rep>
class Quantity {
 public:
  using rep = Rep;
  constexpr Quantity() = default;
  constexpr explicit Quantity(Rep count) : count_(count) {}
  constexpr Rep count() const { return count_; }

  constexpr Quantity& operator+=(Quantity other) { return *this = *this + other; }
  constexpr Quantity& operator-=(Quantity other) { return *this = *this - other; }
  friend constexpr Quantity operator+(Quantity a, Quantity b) {
    if constexpr (kWhole) return Quantity(checked_sum(a.count_, b.count_, Unit::kName));
    return Quantity(a.count_ + b.count_);
  }
  friend constexpr Quantity operator-(Quantity a, Quantity b) {
    if constexpr (kWhole) return Quantity(checked_difference(a.count_, b.count_, Unit::kName));
    return Quantity(a.count_ - b.count_);
  }
  friend constexpr Quantity operator*(Quantity a, Rep times) {
    if constexpr (kWhole) return Quantity(checked_product(a.count_, times, Unit::kName));
    return Quantity(a.count_ * times);
  }
  friend constexpr Quantity operator*(Rep times, Quantity a) { return a * times; }
  friend constexpr bool operator==(Quantity a, Quantity b) { return a.count_ == b.count_; }
  friend constexpr bool operator!=(Quantity a, Quantity b) { return a.count_ != b.count_; }
  friend constexpr bool operator<(Quantity a, Quantity b) { return a.count_ < b.count_; }
  friend constexpr bool operator<=(Quantity a, Quantity b) { return a.count_ <= b.count_; }
  friend constexpr bool operator>(Quantity a, Quantity b) { return a.count_ > b.count_; }
  friend constexpr bool operator>=(Quantity a, Quantity b) { return a.count_ >= b.count_; }

 private:
  static constexpr bool kWhole = std::is_integral_v<Rep>;
  Rep count_ = 0;
};

/// How many pieces of `divisor` hold `dividend`, the last one perhaps not full. Requires dividend >= 0 and divisor > 0.
constexpr std::int64_t divide_up(std::int64_t dividend, std::int64_t divisor) {
  return dividend / divisor + (dividend % divisor != 0 ? 1 : 0);
}

struct CyclesUnit {
  static constexpr std::string_view kName = "a count of cycles";
};
struct BytesUnit {
  static constexpr std::string_view kName = "a count of bytes";
};
struct PicoJoulesUnit {};
using Cycles = Quantity<CyclesUnit, std::int64_t>;
/// When what does not come comes. What is asked in every cycle says this rather than an optional, which takes longer.
inline constexpr Cycles kNoCycle(std::numeric_limits<std::int64_t>::max());
using Bytes = Quantity<BytesUnit, std::int64_t>;
using PicoJoules = Quantity<PicoJoulesUnit, double>;

}  // namespace skipgrid::sim
