#include "sim/experiment/progress/progress_board.h"

#include <sys/mman.h>

#include <new>

namespace skipgrid::sim {

ProgressBoard::ProgressBoard(std::size_t tasks) : size_(tasks) {
  void* const memory = ::mmap(nullptr, bytes(), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
  if (memory == MAP_FAILED) throw std::bad_alloc();
  slots_ = static_cast<TaskSlot*>(memory);
  for (std::size_t task = 0; task < size_; ++task) new (slots_ + task) TaskSlot;
}

ProgressBoard::~ProgressBoard() { ::munmap(slots_, bytes()); }

}  // namespace skipgrid::sim
