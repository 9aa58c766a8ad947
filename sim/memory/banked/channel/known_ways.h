// What became of a channel in a state, when certain bursts came next: remembered, so that it need not be executed
// again.
#pragma once

#include <array>
#include <cstdint>
#include <unordered_map>
#include <vector>

#include "sim/memory/banked/dram_device.h"
#include "sim/memory/dram_statistics.h"

namespace skipgrid::sim {

/// Bursts are taken a span at a time: this many of a request, or what is left of it.
inline constexpr int kSpan = 64;

class KnownWays {
 public:
  /// All that decides about the future of a channel, relative to the present, as the channel writes it down.
  using State = std::vector<std::int16_t>;
  /// A state's number, where in the mapping's period the next span begins, how many bursts it has, how far from its
  /// first the burst after it is, and the number of its pattern.
  using Ahead = std::array<std::int64_t, 5>;
  /// Of a span with gaps: for each piece how far from the span's first burst it begins, and how many bursts it has.
  using Pattern = std::vector<std::int64_t>;

  struct Node {
    const State* state = nullptr;
    std::int64_t number = 0;
  };
  /// A burst that was served: its place among those that waited at the start, followed by those of the span.
  struct Served {
    std::int16_t place = 0;
    std::int16_t data_end = 0;  // after the start
  };
  /// What happens until the last burst of the span has entered the queue, unless a refresh falls due before.
  struct Way {
    const Node* to = nullptr;
    DramTick duration = 0;
    int bursts = 0;  // of the span
    std::vector<Served> served;
    DramTick last_data_end = 0;  // of those served, after the start
    DramStatistics statistics;
  };

  /// The node of `state`, added when it is new. Forgets everything first when there is too much.
  const Node& node(const State& state);
  /// From 1 on; 0 for one that has not been seen before: few gathers come again, and only those are worth remembering.
  std::int64_t pattern(const Pattern& pattern) {
    if (patterns_.size() >= kMostPatterns) return 0;
    const auto [known, added] = patterns_.emplace(pattern, static_cast<std::int64_t>(patterns_.size()) + 1);
    return added ? 0 : known->second;
  }
  const Way* find(const Ahead& ahead) const {
    const auto known = ways_.find(ahead);
    return known == ways_.end() ? nullptr : &known->second;
  }
  void add(const Ahead& ahead, Way way) { ways_.emplace(ahead, std::move(way)); }
  /// Changes whenever everything is forgotten: nodes from before are gone.
  std::int64_t generation() const { return generation_; }

 private:
  struct Hash {
    template <class Words>
    std::size_t operator()(const Words& words) const {
      return hash_bytes(reinterpret_cast<const char*>(words.data()), words.size() * sizeof(words[0]));
    }
    static std::size_t hash_bytes(const char* bytes, std::size_t count);
  };
  static constexpr std::size_t kMost = 60000;  // nodes, and ways, and patterns: some 100 MB

  static constexpr std::size_t kMostPatterns = 200000;

  std::unordered_map<State, Node, Hash> nodes_;
  std::unordered_map<Ahead, Way, Hash> ways_;
  std::unordered_map<Pattern, std::int64_t, Hash> patterns_;
  std::int64_t generation_ = 0;
};

}  // namespace skipgrid::sim
