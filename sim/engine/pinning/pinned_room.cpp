#include "sim/engine/pinning/pinned_room.h"

#include <algorithm>
#include <iterator>
#include <utility>

namespace skipgrid::sim {

bool PinnedRoom::pin(std::uint64_t first, std::uint64_t last, Bytes bytes) {
  const auto split = [this](std::uint64_t at) {
    const auto next = taken_.upper_bound(at);
    return taken_.emplace(at, std::prev(next)->second).first;
  };
  const auto begin = split(first), end = split(last + 1);
  Bytes most;
  for (auto at = begin; at != end; ++at) most = std::max(most, at->second);
  if (most + bytes > limit_) return false;
  for (auto at = begin; at != end; ++at) at->second += bytes;
  peak_ = std::max(peak_, most + bytes);
  stays_.push_back({first, last, bytes});
  return true;
}

std::vector<std::optional<std::uint64_t>> PinnedRoom::free_after() const {
  // At any moment, of those that have taken their room and not given it back, look at the one that is used first by the
  // latest operation. All others were to be used before it, and those that end by the operation that it waited for are
  // gone: what is left is what the sum below runs over.
  std::vector<std::size_t> by_first(stays_.size());
  for (std::size_t i = 0; i < stays_.size(); ++i) by_first[i] = i;
  std::sort(by_first.begin(), by_first.end(), [&](std::size_t x, std::size_t y) {
    return std::pair(stays_[x].first, x) < std::pair(stays_[y].first, y);
  });
  std::vector<std::optional<std::uint64_t>> free(stays_.size());
  std::multimap<std::uint64_t, Bytes, std::greater<>> by_last;
  for (std::size_t i = 0; i < by_first.size();) {
    const std::uint64_t first = stays_[by_first[i]].first;
    std::size_t end = i;
    for (; end < by_first.size() && stays_[by_first[end]].first == first; ++end) {
      by_last.emplace(stays_[by_first[end]].last, stays_[by_first[end]].bytes);
    }
    Bytes sum;
    std::optional<std::uint64_t> after;
    for (const auto& [last, bytes] : by_last) {
      sum += bytes;
      if (sum <= peak_) continue;
      after = last;
      break;
    }
    for (; i < end; ++i) free[by_first[i]] = after;
  }
  return free;
}

}  // namespace skipgrid::sim
