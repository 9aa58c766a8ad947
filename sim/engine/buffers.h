// The scratchpads between DRAM and the array: how much room each has left, and how long their ports are busy.
#pragma once

#include <cstdint>
#include <string>

#include "sim/array/mapping.h"
#include "sim/engine/machine_config.h"
#include "sim/engine/residency.h"
#include "sim/situation.h"

namespace skipgrid::sim {

class Buffers {
 public:
  /// Streaming has what is never pinned. Throws InputError when the rest of a buffer cannot hold two tiles, one in
  /// use and one on its way: the machine would wait for ever.
  Buffers(const MachineConfig& config, const Residency& residency);

  /// Takes room; false, and nothing is taken, when there is less.
  bool take(Buffer buffer, Bytes bytes);
  void give_back(Buffer buffer, Bytes bytes) {
    if (config_.buffers) room(buffer) += bytes;
  }

  /// False when every port carries whatever the array wants.
  bool limited_ports() const { return limited_ports_; }
  /// A wave has started in `start`: the ports are busy with the bytes that it has them carry from then on.
  void wave_started(Cycles start, const PerMatrix<Bytes>& carried);
  /// The first cycle in which the ports are through with the waves started.
  Cycles ports_free_at() const { return ports_free_at_; }
  PerMatrix<Bytes> left() const { return {room_[0], room_[1], room_[2]}; }
  std::string waits_for() const;

  void describe(Situation& situation, Cycles now) const {
    for (const Bytes room : room_) situation.add(room);
    situation.add_due(ports_free_at_, now);
  }
  void restore(SituationReader& situation) {
    for (Bytes& room : room_) room = situation.bytes();
    ports_free_at_ = situation.time();
  }
  void postpone(Cycles by) { ports_free_at_ += by; }

 private:
  Bytes& room(Buffer buffer) { return room_[static_cast<std::size_t>(buffer)]; }
  Cycles port_cycles(const PerMatrix<Bytes>& carried) const;

  const MachineConfig& config_;
  const bool limited_ports_;
  Bytes room_[3];
  Cycles ports_free_at_;
};

}  // namespace skipgrid::sim
