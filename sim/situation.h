// What a machine's future depends on, as numbers relative to now: two machines that are in the same situation do the
// same from then on, however late it is.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "sim/units.h"

namespace skipgrid::sim {

/// Whoever has a part of the state adds it, always in the same order.
class Situation {
 public:
  void clear() { numbers_.clear(); }
  std::size_t size() const { return numbers_.size(); }
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
    // Four at a time: a multiplication waits for the one before.
    std::array<std::uint64_t, 4> lanes = {numbers_.size(), 1, 2, 3};
    std::size_t i = 0;
    for (; i + lanes.size() <= numbers_.size(); i += lanes.size())
      for (std::size_t lane = 0; lane < lanes.size(); ++lane) mix(lanes[lane], numbers_[i + lane]);
    for (; i < numbers_.size(); ++i) mix(lanes[0], numbers_[i]);
    for (std::size_t lane = 1; lane < lanes.size(); ++lane) mix(lanes[0], static_cast<std::int64_t>(lanes[lane]));
    return lanes[0];
  }

 private:
  static void mix(std::uint64_t& hash, std::int64_t number) {
    hash = (hash ^ static_cast<std::uint64_t>(number)) * 0x9e3779b97f4a7c15u;
    hash ^= hash >> 32;
  }

  friend class SituationReader;
  std::vector<std::int64_t> numbers_;
};

/// Reads a situation again: whoever has added numbers takes them in the same order, and is as it was then, now.
class SituationReader {
 public:
  SituationReader(const Situation& situation, Cycles now) : numbers_(situation.numbers_), now_(now) {}

  std::int64_t number() { return numbers_[at_++]; }
  std::size_t count() { return static_cast<std::size_t>(number()); }
  bool flag() { return number() != 0; }
  Bytes bytes() { return Bytes(number()); }
  /// What add() or add_due() said of a time.
  Cycles time() { return now_ + Cycles(number()); }
  Cycles now() const { return now_; }
  void skip(std::size_t numbers) { at_ += numbers; }

 private:
  const std::vector<std::int64_t>& numbers_;
  Cycles now_;
  std::size_t at_ = 0;
};

}  // namespace skipgrid::sim
