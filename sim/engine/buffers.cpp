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
  const ArrayConfig& array = config.array;
  const PerMatrix<std::int64_t> least = mapping_of(array.dataflow).elements(array.rows, array.cols, 1);
  const auto check = [&](Buffer buffer, const char* name, std::int64_t bytes) {
    const std::int64_t have = residency.streaming_bytes(buffer).count();
    if (have >= 2 * bytes) return;
    throw InputError(fmt::format("hardware: /buffers/{}", name),
                     fmt::format("expected room to stream two tiles ({} bytes), got {} bytes beside what is pinned",
                                 2 * bytes, have));
  };
  check(Buffer::a, "a", least.a * config.operand_bytes());
  check(Buffer::b, "b", least.b * config.operand_bytes());
  check(Buffer::c, "c", least.c * kResultBytes);
}

}  // namespace

Buffers::Buffers(const MachineConfig& config, const Residency& residency)
    : config_(config), limited_ports_(has_limited_ports(config)) {
  check_room(config, residency);
  for (const Buffer buffer : {Buffer::a, Buffer::b, Buffer::c}) room(buffer) = residency.streaming_bytes(buffer);
}

bool Buffers::take(Buffer buffer, Bytes bytes) {
  if (bytes > room(buffer)) return false;
  room(buffer) -= bytes;
  return true;
}

void Buffers::wave_started(Cycles start, const ArrayGemm& gemm, std::int64_t tile) {
  const Tiling tiling(config_.array, gemm.m, gemm.k, gemm.n);
  ports_free_at_ = start + (limited_ports_ ? port_cycles(tiling.tile(tile)) : Cycles(0));
}

std::string Buffers::waits_for() const {
  if (!config_.buffers) return "nothing, unbounded";
  return fmt::format("nothing, bytes of room left: A {}, B {}, C {}, ports through in cycle {}", room_[0].count(),
                     room_[1].count(), room_[2].count(), ports_free_at_.count());
}

Cycles Buffers::port_cycles(const Tile& tile) const {
  const PerMatrix<std::int64_t> elements =
      mapping_of(config_.array.dataflow).elements(tile.used_rows, tile.used_cols, tile.stream);
  const auto cycles = [](std::int64_t bytes, const BufferConfig& buffer) {
    return buffer.bytes_per_cycle == 0 ? 0 : (bytes + buffer.bytes_per_cycle - 1) / buffer.bytes_per_cycle;
  };
  const BuffersConfig& buffers = *config_.buffers;
  return Cycles(std::max({cycles(elements.a * config_.operand_bytes(), buffers.a),
                          cycles(elements.b * config_.operand_bytes(), buffers.b),
                          cycles(elements.c * kResultBytes, buffers.c)}));
}

}  // namespace skipgrid::sim
