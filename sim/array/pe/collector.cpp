#include "sim/array/pe/collector.h"

namespace skipgrid::sim {

Collector::Collector(int cols)
    : cols_(cols),
      waiting_(static_cast<std::size_t>(cols), std::vector<Result>(static_cast<std::size_t>(cols))),
      arrived_(static_cast<std::size_t>(cols)),
      row_(static_cast<std::size_t>(cols)) {}

bool Collector::collect(std::int64_t cycle, const LeavingRow& leaving) {
  const int last_col = cols_ - 1;
  for (int word = 0; word * kLaneBits < cols_; ++word) {
    for (LaneBits left = leaving.valid[word]; left != 0; left &= left - 1) {
      const int bit = __builtin_ctzll(left), col = word * kLaneBits + bit;
      const std::size_t complete_in = slot(cycle + last_col - col);
      waiting_[complete_in][static_cast<std::size_t>(col)] = {leaving.values[col],
                                                              (leaving.used[word] >> bit & 1) != 0};
      ++arrived_[complete_in];
    }
  }
  const std::size_t complete = slot(cycle);
  if (arrived_[complete] == 0) return false;
  arrived_[complete] = 0;
  row_.swap(waiting_[complete]);
  for (Result& result : waiting_[complete]) result.used = false;
  return true;
}

}  // namespace skipgrid::sim
