// How far a task is, told from wherever it runs to whoever draws it: a few numbers that need no lock, so that they can
// lie in memory which processes share.
#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>

namespace skipgrid::sim {

enum class Stage : std::uint8_t { waiting, search, simulation, ended };

/// Written by one task, read at any time.
struct TaskSlot {
  std::atomic<Stage> stage{Stage::waiting};
  std::atomic<int> what{0};     ///< of several things that the task does: a variant's number
  std::atomic<float> share{0};  ///< of the task, 0 to 1
};
static_assert(std::atomic<float>::is_always_lock_free, "a lock would be of one process only");

/// A stretch of a task, from one share of it to another; to be copied. What is told to one of nobody goes nowhere.
class TaskProgress {
 public:
  TaskProgress() = default;
  explicit TaskProgress(TaskSlot& slot) : slot_(&slot) {}

  bool watched() const { return slot_ != nullptr; }

  /// The same, of a task that goes through a trace of so many iterations; 0: nobody knows how many.
  TaskProgress of_iterations(int count) const {
    TaskProgress same = *this;
    same.iterations_ = count;
    return same;
  }
  int iterations() const { return iterations_; }

  /// A stretch of this one.
  TaskProgress part(double from, double to) const {
    TaskProgress part = *this;
    part.from_ = from_ + (to_ - from_) * from;
    part.to_ = from_ + (to_ - from_) * to;
    return part;
  }
  /// The number-th, from 0, of several that are as long.
  TaskProgress nth(std::size_t number, std::size_t of) const {
    const auto all = static_cast<double>(of);
    return part(static_cast<double>(number) / all, static_cast<double>(number + 1) / all);
  }

  void begin(int what) const {
    if (watched()) slot_->what = what;
    done(0);
  }
  void at(Stage stage) const {
    if (watched()) slot_->stage = stage;
  }
  /// share: of this stretch.
  void done(double share) const {
    if (watched()) slot_->share = static_cast<float>(from_ + (to_ - from_) * share);
  }

 private:
  TaskSlot* slot_ = nullptr;
  double from_ = 0, to_ = 1;
  int iterations_ = 0;
};

}  // namespace skipgrid::sim
