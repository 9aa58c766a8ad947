#include "sim/engine/buffers.h"

#include <fmt/format.h>

#include <algorithm>
#include <string>

#include "traces/input_error.h"

namespace skipgrid::sim {

namespace {

bool has_limited_ports(const MachineConfig& config) {
  return config.buffers && (config.buffers->a.bytes_per_cycle > 0 || config.buffers->b.bytes_per_cycle > 0 ||
                            config.buffers->c.bytes_per_cycle > 0);
}

void check_room(const MachineConfig& config, const Residency& residency) {
  if (!config.buffers || config.dram.kind == DramKind::ideal) return;
  const auto check = [&](Buffer buffer, const char* name) {
    const Bytes least = two_tiles(config, buffer), have = residency.streaming_bytes(buffer);
    if (have >= least) return;
    throw InputError(fmt::format("hardware: /buffers/{}", name),
                     fmt::format("expected room to stream two tiles ({} bytes), got {} bytes beside what is pinned",
                                 least.count(), have.count()));
  };
  check(Buffer::a, "a");
  check(Buffer::b, "b");
  check(Buffer::c, "c");
}

}  // namespace

Buffers::Buffers(const MachineConfig& config, const Residency& residency)
    : config_(config), limited_ports_(has_limited_ports(config)) {
  check_room(config, residency);
  for (const Buffer buffer : kBuffers) room(buffer) = residency.streaming_bytes(buffer);
}

bool Buffers::take(Buffer buffer, Bytes bytes) {
  if (!config_.buffers) return true;
  if (bytes > room(buffer)) return false;
  room(buffer) -= bytes;
  return true;
}

void Buffers::wave_started(Cycles start, const PerMatrix<Bytes>& carried) {
  ports_free_at_ = start + (limited_ports_ ? port_cycles(carried) : Cycles(0));
}

std::string Buffers::waits_for() const {
  if (!config_.buffers) return "nothing, unbounded";
  return fmt::format("nothing, bytes of room left: A {}, B {}, C {}, ports through in cycle {}", room_[0].count(),
                     room_[1].count(), room_[2].count(), ports_free_at_.count());
}

Cycles Buffers::port_cycles(const PerMatrix<Bytes>& carried) const {
  const auto cycles = [](Bytes bytes, const BufferConfig& buffer) {
    return buffer.bytes_per_cycle == 0 ? 0 : divide_up(bytes.count(), buffer.bytes_per_cycle);
  };
  const BuffersConfig& buffers = *config_.buffers;
  return Cycles(std::max({cycles(carried.a, buffers.a), cycles(carried.b, buffers.b), cycles(carried.c, buffers.c)}));
}

}  // namespace skipgrid::sim
