// Completions that are known but not yet due, by time and then by id.
#pragma once

#include <functional>
#include <optional>
#include <queue>
#include <tuple>
#include <vector>

#include "sim/memory/dram_model.h"

namespace skipgrid::sim {

class CompletionQueue {
 public:
  void push(DramCompletion completion) { queue_.push(completion); }
  std::optional<Cycles> first_time() const {
    return queue_.empty() ? std::nullopt : std::optional<Cycles>(queue_.top().time);
  }
  std::vector<DramCompletion> take_until(Cycles now) {
    std::vector<DramCompletion> due;
    for (; !queue_.empty() && queue_.top().time <= now; queue_.pop()) due.push_back(queue_.top());
    return due;
  }

 private:
  struct Later {
    bool operator()(const DramCompletion& a, const DramCompletion& b) const {
      return a.time == b.time ? a.id > b.id : a.time > b.time;
    }
  };
  std::priority_queue<DramCompletion, std::vector<DramCompletion>, Later> queue_;
};

}  // namespace skipgrid::sim
