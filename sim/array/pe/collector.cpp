#include "sim/array/pe/collector.h"

namespace skipgrid::sim {

Collector::Collector(int cols)
    : cols_(cols),
      waiting_(static_cast<std::size_t>(cols), std::vector<Result>(static_cast<std::size_t>(cols))),
      arrived_(static_cast<std::size_t>(cols)),
      row_(static_cast<std::size_t>(cols)) {}

bool Collector::collect(std::int64_t cycle, const LeavingRow& leaving) {
  const int last_col = cols_ - 1;
  const auto newest = static_cast<int>((cycle + last_col) % cols_);
  for (int word = 0; word * kLaneBits < cols_; ++word) {
    for (LaneBits left = leaving.valid[word]; left != 0; left &= left - 1) {
      const int bit = __builtin_ctzll(left), col = word * kLaneBits + bit;
      const int slot = newest - col;
      const auto complete_in = static_cast<std::size_t>(slot < 0 ? slot + cols_ : slot);
      waiting_[complete_in][static_cast<std::size_t>(col)] = {leaving.values[col],
                                                              (leaving.used[word] >> bit & 1) != 0};
      ++arrived_[complete_in];
    }
  }
  const auto complete = static_cast<std::size_t>(cycle % cols_);
  if (arrived_[complete] == 0) return false;
  arrived_[complete] = 0;
  row_.swap(waiting_[complete]);
  for (Result& result : waiting_[complete]) result.used = false;
  return true;
}

}  // namespace skipgrid::sim
