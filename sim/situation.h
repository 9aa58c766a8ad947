// What a machine's future depends on, as numbers relative to now: two machines that are in the same situation do the
// same from then on, however late it is.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "sim/units.h"

namespace skipgrid::sim {

/// Whoever has a part of the state adds it, always in the same order.
class Situation {
 public:
  void clear() { numbers_.clear(); }
  void add(std::int64_t number) { numbers_.push_back(number); }
  void add(Bytes bytes) { add(bytes.count()); }
  void add(std::size_t count) { add(static_cast<std::int64_t>(count)); }
  void add(int number) { add(static_cast<std::int64_t>(number)); }
  void add(bool flag) { add(std::int64_t{flag}); }
  /// A time in the past or the future.
  void add(Cycles time, Cycles now) { add((time - now).count()); }
  /// A time that only matters as long as it has not come.
  void add_due(Cycles time, Cycles now) { add(time > now ? (time - now).count() : 0); }

  friend bool operator==(const Situation& x, const Situation& y) { return x.numbers_ == y.numbers_; }
  /// Of equal situations the same; of others seldom.
  std::uint64_t hash() const {
    std::uint64_t hash = numbers_.size();
    for (const std::int64_t number : numbers_) {
      hash = (hash ^ static_cast<std::uint64_t>(number)) * 0x9e3779b97f4a7c15u;
      hash ^= hash >> 32;
    }
    return hash;
  }

 private:
  std::vector<std::int64_t> numbers_;
};

}  // namespace skipgrid::sim
