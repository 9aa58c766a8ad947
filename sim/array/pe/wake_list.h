// Which PEs have something to do in a cycle. Idle PEs are not on the list, and so cost nothing.
#pragma once

#include <array>
#include <cstdint>
#include <vector>

namespace skipgrid::sim {

class Pe;

/// The PEs to evaluate in this cycle and in the next.
class WakeList {
 public:
  void add(Pe& pe, std::int64_t cycle) { due_[cycle & 1].push_back(&pe); }
  std::vector<Pe*>& due(std::int64_t cycle) { return due_[cycle & 1]; }

 private:
  std::array<std::vector<Pe*>, 2> due_;
};

/// Puts one PE on the list, once a cycle however many lanes arrive.
class Alarm {
 public:
  Alarm(WakeList& list, Pe& pe) : list_(list), pe_(pe) {}
  void ring(std::int64_t cycle) {
    if (rung_for_ == cycle) return;
    rung_for_ = cycle;
    list_.add(pe_, cycle);
  }

 private:
  WakeList& list_;
  Pe& pe_;
  std::int64_t rung_for_ = -1;
};

}  // namespace skipgrid::sim
