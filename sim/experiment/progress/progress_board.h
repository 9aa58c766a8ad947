// The slots of all tasks of a command in memory that the processes forked from this one share with it.
#pragma once

#include <cstddef>

#include "sim/experiment/progress/task_progress.h"

namespace skipgrid::sim {

class ProgressBoard {
 public:
  /// Throws std::bad_alloc when there is no such memory.
  explicit ProgressBoard(std::size_t tasks);
  ~ProgressBoard();
  ProgressBoard(const ProgressBoard&) = delete;
  ProgressBoard& operator=(const ProgressBoard&) = delete;

  std::size_t size() const { return size_; }
  TaskSlot& operator[](std::size_t task) { return slots_[task]; }
  const TaskSlot& operator[](std::size_t task) const { return slots_[task]; }

 private:
  std::size_t bytes() const { return (size_ + 1) * sizeof(TaskSlot); }

  std::size_t size_;
  TaskSlot* slots_;
};

}  // namespace skipgrid::sim
