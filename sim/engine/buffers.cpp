#include "sim/engine/buffers.h"

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
  const std::int64_t operand = config.operand_bytes();
  const bool os = array.dataflow == Dataflow::os, is = array.dataflow == Dataflow::is;
  const std::int64_t tile = array.pes() * operand;
  const std::int64_t row = array.rows * operand, col = array.cols * operand;
  const auto check = [&](Buffer buffer, const char* name, std::int64_t least) {
    const std::int64_t have = residency.streaming_bytes(buffer).count();
    if (have >= 2 * least) return;
    throw InputError(std::string("hardware: /buffers/") + name,
                     "expected room to stream two tiles (" + std::to_string(2 * least) + " bytes), got " +
                         std::to_string(have) + " bytes beside what is pinned");
  };
  check(Buffer::a, "a", is ? tile : row);
  check(Buffer::b, "b", is ? row : os ? col : tile);
  check(Buffer::c, "c", os ? array.pes() * kResultBytes : array.cols * kResultBytes);
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

Cycles Buffers::port_cycles(const Tile& tile) const {
  const bool os = config_.array.dataflow == Dataflow::os, is = config_.array.dataflow == Dataflow::is;
  const std::int64_t operand = config_.operand_bytes();
  const std::int64_t streamed = tile.stream * tile.used_rows * operand;
  const std::int64_t second = os ? tile.stream * tile.used_cols * operand : tile.used_pes() * operand;
  const std::int64_t results = (os ? tile.used_pes() : tile.stream * tile.used_cols) * kResultBytes;
  const auto cycles = [](std::int64_t bytes, const BufferConfig& buffer) {
    return buffer.bytes_per_cycle == 0 ? 0 : (bytes + buffer.bytes_per_cycle - 1) / buffer.bytes_per_cycle;
  };
  const BuffersConfig& buffers = *config_.buffers;
  return Cycles(std::max({cycles(is ? second : streamed, buffers.a), cycles(is ? streamed : second, buffers.b),
                          cycles(results, buffers.c)}));
}

}  // namespace skipgrid::sim
