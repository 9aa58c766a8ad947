// Completions that are known but not yet due, by time and then by id.
#pragma once

#include <utility>
#include <vector>

#include "sim/memory/dram_model.h"
#include "sim/ring.h"

namespace skipgrid::sim {

class CompletionQueue {
 public:
  void push(DramCompletion completion) {
    // Most come in order already.
    queue_.push_back(completion);
    for (std::size_t i = queue_.size() - 1; i > 0 && earlier(queue_[i], queue_[i - 1]); --i)
      std::swap(queue_[i], queue_[i - 1]);
  }
  /// Of the first, or kNoCycle.
  Cycles first_time() const { return queue_.empty() ? kNoCycle : queue_.front().time; }
  /// Moves those up to and with `now` to the end of `due`.
  void take_until(Cycles now, std::vector<DramCompletion>& due) {
    for (; !queue_.empty() && queue_.front().time <= now; queue_.pop_front()) due.push_back(queue_.front());
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

  Ring<DramCompletion> queue_;
};

}  // namespace skipgrid::sim
