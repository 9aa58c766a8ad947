// A set of numbers below a limit that gives up its smallest: what is ready, in the order of the trace.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

namespace skipgrid::sim {

/// A bit for each number, and a bit for each 64 of those, up to one word: adding and taking cost a word a level, with
/// nothing allocated once the limit has been met.
class SmallestFirst {
 public:
  /// Empty, for numbers below `limit`.
  void reset(std::size_t limit) {
    levels_ = 0;
    do {
      limit = (limit + 63) / 64;
      if (levels_ == words_.size()) words_.emplace_back();
      words_[levels_++].assign(limit, 0);
    } while (limit > 1);
  }

  bool empty() const { return words_[levels_ - 1].empty() || words_[levels_ - 1][0] == 0; }

  /// Requires a number that is not in it.
  void add(std::size_t number) {
    for (std::size_t level = 0; level < levels_; ++level, number /= 64) {
      std::uint64_t& word = words_[level][number / 64];
      const bool known_above = word != 0;
      word |= std::uint64_t{1} << number % 64;
      if (known_above) return;
    }
  }

  /// Requires that there is one.
  std::size_t take() {
    std::size_t number = 0;
    for (std::size_t level = levels_; level-- > 0;) {
      number = number * 64 + static_cast<std::size_t>(__builtin_ctzll(words_[level][number]));
    }
    std::size_t rest = number;
    for (std::size_t level = 0; level < levels_; ++level, rest /= 64) {
      std::uint64_t& word = words_[level][rest / 64];
      word &= ~(std::uint64_t{1} << rest % 64);
      if (word != 0) break;
    }
    return number;
  }

 private:
  std::vector<std::vector<std::uint64_t>> words_;  // by level
  std::size_t levels_ = 0;
};

}  // namespace skipgrid::sim
