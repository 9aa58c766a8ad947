#include "sim/engine/buffers.h"

#include <catch2/catch.hpp>

#include "tests/sim/engine/random_machine.h"
#include "traces/input_error.h"

using namespace skipgrid;
using namespace skipgrid::sim;

namespace {

/// 4 rows and 8 columns of fp32, with DRAM and nothing pinned.
MachineConfig machine(Dataflow dataflow, BuffersConfig buffers) {
  MachineConfig config;
  config.array.rows = 4;
  config.array.cols = 8;
  config.array.dataflow = dataflow;
  config.dram = testing::small_banked_dram();
  config.buffers = buffers;
  return config;
}

Buffers buffers_of(const MachineConfig& config) { return {config, ResidencyPlanner(config).plan()}; }

}  // namespace

TEST_CASE("A buffer gives what room it has, and that again when it is given back") {
  const MachineConfig config = machine(Dataflow::ws, {{Bytes(1024), 0}, {Bytes(512), 0}, {Bytes(256), 0}});
  Buffers buffers = buffers_of(config);
  CHECK_FALSE(buffers.take(Buffer::b, Bytes(513)));
  CHECK(buffers.take(Buffer::b, Bytes(512)));
  CHECK_FALSE(buffers.take(Buffer::b, Bytes(1)));
  CHECK(buffers.take(Buffer::a, Bytes(1024)));  // each has its own
  CHECK(buffers.take(Buffer::c, Bytes(256)));
  buffers.give_back(Buffer::b, Bytes(100));
  CHECK_FALSE(buffers.take(Buffer::b, Bytes(101)));
  CHECK(buffers.take(Buffer::b, Bytes(100)));
}

TEST_CASE("A buffer has room for a tile in use and one on its way, or it is refused by name") {
  // Bytes of a tile in each buffer, 4 x 8 PEs of 4 bytes: what streams is a row or column of operands, what is
  // stationary fills the array, a row of results leaves at once unless they are what is stationary.
  struct Least {
    Dataflow dataflow;
    std::int64_t a, b, c;
  };
  for (const Least& least :
       {Least{Dataflow::ws, 16, 128, 32}, {Dataflow::is, 128, 16, 32}, {Dataflow::os, 16, 32, 128}}) {
    const auto build = [&](std::int64_t less_a, std::int64_t less_b, std::int64_t less_c) {
      const MachineConfig config = machine(
          least.dataflow,
          {{Bytes(2 * least.a - less_a), 0}, {Bytes(2 * least.b - less_b), 0}, {Bytes(2 * least.c - less_c), 0}});
      buffers_of(config);
    };
    CAPTURE(std::string(to_string(least.dataflow)));
    CHECK_NOTHROW(build(0, 0, 0));
    const auto refusal = [](const char* name, std::int64_t bytes) {
      return Catch::Contains(std::string("/buffers/") + name + ": expected room to stream two tiles (" +
                             std::to_string(2 * bytes) + " bytes), got " + std::to_string(2 * bytes - 1) + " bytes");
    };
    CHECK_THROWS_WITH(build(1, 0, 0), refusal("a", least.a));
    CHECK_THROWS_WITH(build(0, 1, 0), refusal("b", least.b));
    CHECK_THROWS_WITH(build(0, 0, 1), refusal("c", least.c));
  }
}

TEST_CASE("The ports are busy as long as the slowest of them carries a wave's bytes") {
  struct Carried {
    std::int64_t a, b, c;
  };
  for (const Carried& carried : {Carried{160, 128, 320}, {128, 160, 320}, {160, 320, 128}}) {
    const auto cycles = [&](std::int64_t a, std::int64_t b, std::int64_t c) {
      const MachineConfig config = machine(Dataflow::ws, {{Bytes(4096), a}, {Bytes(4096), b}, {Bytes(4096), c}});
      Buffers buffers = buffers_of(config);
      buffers.wave_started(Cycles(100), {Bytes(carried.a), Bytes(carried.b), Bytes(carried.c)});
      return (buffers.ports_free_at() - Cycles(100)).count();
    };
    CAPTURE(carried.a, carried.b, carried.c);
    CHECK(cycles(0, 0, 0) == 0);
    CHECK(cycles(1, 0, 0) == carried.a);
    CHECK(cycles(0, 1, 0) == carried.b);
    CHECK(cycles(0, 0, 1) == carried.c);
    CHECK(cycles(1, 1, 1) == 320);
    CHECK(cycles(carried.a, carried.b, carried.c) == 1);
    CHECK(cycles(carried.a, carried.b, carried.c - 1) == 2);  // the last byte takes a cycle of its own
  }
}

TEST_CASE("Ports are limited when one of them is") {
  const BufferConfig wide{Bytes(4096), 0}, narrow{Bytes(4096), 64};
  const auto limited = [](BuffersConfig buffers) {
    const MachineConfig config = machine(Dataflow::ws, buffers);
    return buffers_of(config).limited_ports();
  };
  CHECK_FALSE(limited({wide, wide, wide}));
  CHECK(limited({narrow, wide, wide}));
  CHECK(limited({wide, narrow, wide}));
  CHECK(limited({wide, wide, narrow}));
}
