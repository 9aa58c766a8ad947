// One PE alone: what it does with what is on its wires, cycle by cycle.
#include "sim/array/pe/pe.h"

#include <catch2/catch.hpp>

#include "sim/array/simulation.h"

using namespace skipgrid::sim;

namespace {

struct LonePe {
  explicit LonePe(Dataflow dataflow, int stages = 1) : pe("pe", make_config(dataflow, stages), wake_list) {
    pe.west(west), pe.north(north), pe.east(east), pe.south(south), pe.shift_in(shift_in), pe.shift_out(shift_out);
    sc_core::sc_start(sc_core::SC_ZERO_TIME);
  }
  static ArrayConfig make_config(Dataflow dataflow, int stages) {
    ArrayConfig config;
    config.dataflow = dataflow;
    config.multiplier_stages = stages;
    return config;
  }
  Simulation simulation;
  WakeList wake_list;
  Wire west, north, east, south, shift_in, shift_out;
  Pe pe;
};

constexpr bool kUsed = true, kPadding = false;
Lane lane(float value, bool flip, bool used = kUsed) { return Lane{true, used, flip, value}; }

}  // namespace

TEST_CASE("A weight loaded under one flip bit is used by operands of that flip bit only") {
  LonePe lone(Dataflow::ws);
  lone.shift_in.put(lane(3.0f, false), 0);
  lone.pe.tick(0);
  lone.shift_in.put(lane(5.0f, true), 1);
  lone.west.put(lane(2.0f, false), 1);
  lone.north.put(lane(10.0f, false), 1);
  lone.pe.tick(1);
  CHECK(lone.south.at(2).value == 16.0f);  // 10 + 2 * 3, though 5 came in the same cycle
  CHECK(lone.east.at(2).value == 2.0f);
  lone.west.put(lane(2.0f, true), 2);
  lone.north.put(lane(10.0f, true), 2);
  lone.pe.tick(2);
  CHECK(lone.south.at(3).value == 20.0f);
  CHECK(lone.pe.busy_cycles() == 2);
}

TEST_CASE("What was in the stationary register leaves down the chain one cycle after its successor came") {
  LonePe lone(Dataflow::ws);
  lone.shift_in.put(lane(3.0f, false), 0);
  lone.pe.tick(0);
  lone.shift_in.put(lane(4.0f, false), 1);
  lone.pe.tick(1);
  CHECK(lone.shift_out.at(2).value == 3.0f);
  CHECK(lone.shift_out.at(2).used);
  CHECK_FALSE(lone.shift_out.at(3).valid);
}

TEST_CASE("Padding is neither multiplied nor counted, and partial sums pass it unchanged") {
  LonePe lone(Dataflow::ws);
  lone.shift_in.put(lane(7.0f, false, kPadding), 0);
  lone.pe.tick(0);
  lone.west.put(lane(2.0f, false), 1);
  lone.north.put(lane(10.0f, false), 1);
  lone.pe.tick(1);
  CHECK(lone.south.at(2).value == 10.0f);
  CHECK(lone.pe.busy_cycles() == 0);
}

TEST_CASE("An output-stationary PE accumulates where both operands meet, and a drain leaves it cleared") {
  LonePe lone(Dataflow::os);
  lone.west.put(lane(2.0f, false), 0);
  lone.north.put(lane(3.0f, false), 0);
  lone.pe.tick(0);
  lone.west.put(lane(4.0f, false), 1);
  lone.pe.tick(1);  // nothing from north: nothing to add
  lone.shift_in.put(lane(0.0f, false, kPadding), 2);
  lone.west.put(lane(1.0f, true), 2);  // the next wave sums in the other register meanwhile
  lone.north.put(lane(1.0f, true), 2);
  lone.pe.tick(2);
  CHECK(lone.shift_out.at(3).value == 6.0f);
  CHECK(lone.pe.stationary(false).value == 0.0f);
  CHECK_FALSE(lone.pe.stationary(false).used);
  CHECK(lone.pe.stationary(true).value == 1.0f);
  CHECK(lone.pe.busy_cycles() == 2);
}

TEST_CASE("A three-stage multiplier's product meets the partial sum two cycles later, not one and not three") {
  LonePe lone(Dataflow::ws, 3);
  lone.shift_in.put(lane(3.0f, false), 0);
  lone.pe.tick(0);
  lone.west.put(lane(2.0f, false), 1);
  lone.pe.tick(1);
  for (std::int64_t cycle = 2; cycle <= 4; ++cycle) {
    lone.north.put(lane(10.0f, false), cycle);
    lone.pe.tick(cycle);
    CHECK(lone.south.at(cycle + 1).value == (cycle == 3 ? 16.0f : 10.0f));
  }
}

TEST_CASE("A lane is on a wire in its own cycle only") {
  Wire wire;
  wire.put(lane(1.0f, false), 5);
  CHECK_FALSE(wire.at(4).valid);
  CHECK(wire.at(5).valid);
  CHECK_FALSE(wire.at(6).valid);
  CHECK_FALSE(wire.at(7).valid);
}
