#include "sim/memory/state_graph.h"

#include <cstring>

namespace skipgrid::sim {

std::size_t StateGraph::Hash::operator()(const State& state) const {
  std::uint64_t hash = state.size();
  const char* bytes = reinterpret_cast<const char*>(state.data());
  std::size_t left = state.size() * sizeof(State::value_type);
  while (left > 0) {
    std::uint64_t word = 0;
    const std::size_t taken = left < sizeof word ? left : sizeof word;
    std::memcpy(&word, bytes, taken);
    bytes += taken;
    left -= taken;
    hash = (hash ^ word) * 0x9E3779B97F4A7C15ULL;
    hash ^= hash >> 29;
  }
  return hash;
}

StateGraph::Node& StateGraph::node(const State& state) {
  const auto known = nodes_.find(state);
  if (known != nodes_.end()) return known->second;
  if (nodes_.size() >= kMaxNodes) {
    nodes_.clear();
    ++generation_;
  }
  const auto added = nodes_.emplace(state, Node{}).first;
  added->second.state = &added->first;
  return added->second;
}

}  // namespace skipgrid::sim
