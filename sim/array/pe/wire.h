// A registered wire from one PE to the next: what is put on it for a cycle is seen in that cycle and no other.
#pragma once

#include <array>
#include <cstdint>
#include <systemc>

#include "sim/array/pe/lane.h"
#include "sim/array/pe/wake_list.h"

namespace skipgrid::sim {

/// The channel behind the PEs' ports. Two slots, one a cycle in turn, make it a register: PEs may be evaluated in any
/// order, since a cycle's reads and its writes (for the next cycle) never meet. Stale slots need no clearing: each
/// carries the cycle for which it was put.
class Wire : public sc_core::sc_interface {
 public:
  /// Puts a lane on the wire for `cycle`, and wakes the reader for it.
  void put(const Lane& lane, std::int64_t cycle) {
    lane_[cycle & 1] = lane;
    cycle_[cycle & 1] = cycle;
    if (reader_ != nullptr) reader_->ring(cycle);
  }
  /// What is on the wire in `cycle`: an invalid lane when nothing was put for it.
  const Lane& at(std::int64_t cycle) const { return cycle_[cycle & 1] == cycle ? lane_[cycle & 1] : kIdleLane; }

  /// Says whom to wake; a wire on which results leave the grid wakes nobody.
  void set_reader(Alarm& reader) { reader_ = &reader; }

 private:
  std::array<Lane, 2> lane_{};
  std::array<std::int64_t, 2> cycle_{-1, -1};
  Alarm* reader_ = nullptr;
};

}  // namespace skipgrid::sim
