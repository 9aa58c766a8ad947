// Completions that are known but not yet due, by time and then by id.
#pragma once

#include <deque>
#include <iterator>
#include <optional>
#include <vector>

#include "sim/memory/dram_model.h"

namespace skipgrid::sim {

class CompletionQueue {
 public:
  void push(DramCompletion completion) {
    // Most come in order already.
    auto at = queue_.end();
    while (at != queue_.begin() && earlier(completion, *std::prev(at))) --at;
    queue_.insert(at, completion);
  }
  std::optional<Cycles> first_time() const {
    return queue_.empty() ? std::nullopt : std::optional<Cycles>(queue_.front().time);
  }
  std::vector<DramCompletion> take_until(Cycles now) {
    std::vector<DramCompletion> due;
    for (; !queue_.empty() && queue_.front().time <= now; queue_.pop_front()) due.push_back(queue_.front());
    return due;
  }

  void describe(Situation& situation, Cycles now, std::int64_t next_id) const {
    situation.add(queue_.size());
    for (const DramCompletion& completion : queue_) {
      situation.add(completion.time, now);
      situation.add(next_id - completion.id);
    }
  }
  void restore(SituationReader& situation, std::int64_t next_id) {
    queue_.resize(situation.count());
    for (DramCompletion& completion : queue_) {
      completion.time = situation.time();
      completion.id = next_id - situation.number();
    }
  }
  void postpone(Cycles by) {
    for (DramCompletion& completion : queue_) completion.time += by;
  }

 private:
  static bool earlier(const DramCompletion& a, const DramCompletion& b) {
    return a.time == b.time ? a.id < b.id : a.time < b.time;
  }

  std::deque<DramCompletion> queue_;
};

}  // namespace skipgrid::sim
