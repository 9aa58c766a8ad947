// States that a channel has been in while a long run of consecutive bursts streamed through it, and what came of them.
#pragma once

#include <cstdint>
#include <memory>
#include <unordered_map>
#include <vector>

#include "sim/memory/dram_device.h"
#include "sim/memory/dram_statistics.h"

namespace skipgrid::sim {

/// The next kRunSpan bursts of a run take the channel from one state to the next: always the same way, whatever the
/// absolute time, row or request, as long as no refresh falls due.
inline constexpr int kRunSpan = 64;

class StateGraph {
 public:
  /// All that decides about the future, relative to the present: as the channel writes it down.
  using State = std::vector<std::int16_t>;

  struct Node {
    const State* state = nullptr;
    const Node* next = nullptr;  // null: not known
    DramTick duration = 0;       // until next
    DramStatistics statistics;   // what is counted until next
  };

  /// The node of `state`, added when it is new. Forgets all nodes first when there are too many.
  Node& node(const State& state);
  /// Changes whenever nodes have been forgotten, so that pointers to them no longer hold.
  std::int64_t generation() const { return generation_; }

 private:
  struct Hash {
    std::size_t operator()(const State& state) const;
  };
  static constexpr std::size_t kMaxNodes = 8192;

  std::unordered_map<State, Node, Hash> nodes_;
  std::int64_t generation_ = 0;
};

}  // namespace skipgrid::sim
