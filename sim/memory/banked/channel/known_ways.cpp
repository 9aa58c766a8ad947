#include "sim/memory/banked/channel/known_ways.h"

#include <algorithm>
#include <cstring>

namespace skipgrid::sim {

std::size_t KnownWays::Hash::hash_bytes(const char* bytes, std::size_t count) {
  std::uint64_t hash = count;
  while (count > 0) {
    std::uint64_t word = 0;
    const std::size_t taken = std::min(count, sizeof word);
    std::memcpy(&word, bytes, taken);
    bytes += taken;
    count -= taken;
    hash = (hash ^ word) * 0x9E3779B97F4A7C15ULL;
    hash ^= hash >> 29;
  }
  return hash;
}

const KnownWays::Node& KnownWays::node(const State& state) {
  const auto known = nodes_.find(state);
  if (known != nodes_.end()) return known->second;
  if (nodes_.size() >= kMost || ways_.size() >= kMost) {
    ways_.clear();
    nodes_.clear();
    patterns_.clear();
    ++generation_;
  }
  const auto added = nodes_.emplace(state, Node{}).first;
  added->second = {&added->first, static_cast<std::int64_t>(nodes_.size())};
  return added->second;
}

}  // namespace skipgrid::sim
