#include "sim/sweep/workers/point_queue.h"

#include <algorithm>
#include <map>

namespace skipgrid::sweep {
namespace {

bool shorter(const std::deque<std::uint32_t>& x, const std::deque<std::uint32_t>& y) { return x.size() < y.size(); }

}  // namespace

PointQueue::PointQueue(const std::vector<Point>& points, const std::vector<std::uint32_t>& indices, int workers)
    : taken_(static_cast<std::size_t>(workers)) {
  std::map<std::uint32_t, Batch> groups;
  for (const std::uint32_t index : indices) groups[points[index].group].push_back(index);
  for (auto& [number, batch] : groups) {
    std::stable_sort(batch.begin(), batch.end(),
                     [&](std::uint32_t x, std::uint32_t y) { return points[x].cost > points[y].cost; });
    waiting_.push_back(std::move(batch));
  }
  std::stable_sort(waiting_.begin(), waiting_.end(), shorter);
}

std::optional<std::uint32_t> PointQueue::next(int worker) {
  Batch& own = taken_[static_cast<std::size_t>(worker)];
  if (own.empty() && !waiting_.empty()) {
    own = std::move(waiting_.back());
    waiting_.pop_back();
  }
  if (own.empty()) {
    Batch& largest = *std::max_element(taken_.begin(), taken_.end(), shorter);
    const auto half = static_cast<std::ptrdiff_t>((largest.size() + 1) / 2);
    own.assign(largest.end() - half, largest.end());
    largest.erase(largest.end() - half, largest.end());
  }
  if (own.empty()) return std::nullopt;
  const std::uint32_t index = own.front();
  own.pop_front();
  return index;
}

}  // namespace skipgrid::sweep
