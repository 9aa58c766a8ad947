// One PE alone, a grid of 1 x 1: what it does with what enters, cycle by cycle.
#include "sim/array/pe/pe.h"

#include <catch2/catch.hpp>
#include <cmath>

#include "sim/array/pe/mesh.h"
#include "sim/array/simulation.h"

using namespace skipgrid::sim;

namespace {

constexpr bool kUsed = true, kPadding = false;

struct LonePe {
  explicit LonePe(Dataflow dataflow, int stages = 1) : mesh("mesh", make_config(dataflow, stages)) {
    mesh.grid().keep_received();
    next();
  }
  static ArrayConfig make_config(Dataflow dataflow, int stages) {
    ArrayConfig config;
    config.rows = config.cols = 1;
    config.dataflow = dataflow;
    config.multiplier_stages = stages;
    return config;
  }
  static LaneRun lane(const float& value, bool flip, bool used = kUsed) {
    return LaneRun{0, 1, used ? 1 : 0, flip, &value, 0};
  }
  void west(float value, bool flip) { mesh.grid().enter_west(lane(value, flip)); }
  void north(float value, bool flip) { mesh.grid().enter_north(lane(value, flip)); }
  void chain(float value, bool flip, bool used = kUsed) { mesh.grid().enter_chain(lane(value, flip, used)); }
  void tick() { mesh.grid().tick(); }
  /// What was put in the south in this cycle leaves, what is to enter in the next may.
  void next() { mesh.grid().advance(); }
  float south() const { return mesh.grid().south().values[0]; }
  const Pe& pe() const { return mesh.pe(0, 0); }
  std::int64_t busy_cycles() const { return mesh.grid().busy_pe_cycles(); }

  Simulation simulation;
  Mesh mesh;
};

}  // namespace

TEST_CASE("A weight loaded under one flip bit is used by operands of that flip bit only") {
  LonePe lone(Dataflow::ws);
  lone.chain(3.0f, false);
  lone.tick();
  lone.next();
  lone.chain(5.0f, true);
  lone.west(2.0f, false);
  lone.north(10.0f, false);
  lone.tick();
  CHECK(lone.south() == 16.0f);  // 10 + 2 * 3, though 5 came in the same cycle
  CHECK(lone.pe().west().value == 2.0f);
  lone.next();
  lone.west(2.0f, true);
  lone.north(10.0f, true);
  lone.tick();
  CHECK(lone.south() == 20.0f);
  CHECK(lone.busy_cycles() == 2);
}

TEST_CASE("What was in the stationary register leaves by the chain when its successor comes") {
  LonePe lone(Dataflow::ws);
  lone.chain(3.0f, false);
  lone.tick();
  lone.next();
  lone.chain(4.0f, false);
  lone.tick();
  const LeavingRow out = lone.mesh.grid().chain_out();
  CHECK(out.values[0] == 3.0f);
  CHECK(out.valid[0] == 1);
  CHECK(out.used[0] == 1);
  lone.next();
  lone.tick();
  CHECK(lone.mesh.grid().chain_out().valid[0] == 0);
}

TEST_CASE("Padding is neither multiplied nor counted, and partial sums pass it unchanged") {
  LonePe lone(Dataflow::ws);
  lone.chain(7.0f, false, kPadding);
  lone.tick();
  lone.next();
  lone.west(2.0f, false);
  lone.north(-0.0f, false);
  lone.tick();
  CHECK(lone.south() == 0.0f);
  CHECK(std::signbit(lone.south()));  // a zero that is added would have changed the sign
  CHECK(lone.busy_cycles() == 0);
  CHECK_FALSE(lone.pe().busy());
}

TEST_CASE("An output-stationary PE accumulates where both operands meet, and a drain leaves it cleared") {
  LonePe lone(Dataflow::os);
  lone.west(2.0f, false);
  lone.north(3.0f, false);
  lone.tick();
  lone.next();
  lone.west(4.0f, false);
  lone.tick();  // nothing from north: nothing to add
  lone.next();
  lone.chain(0.0f, false, kPadding);
  lone.west(1.0f, true);  // the next wave sums in the other register meanwhile
  lone.north(1.0f, true);
  lone.tick();
  CHECK(lone.mesh.grid().chain_out().values[0] == 6.0f);
  CHECK(lone.pe().stationary(false).value == 0.0f);
  CHECK_FALSE(lone.pe().stationary(false).valid);
  CHECK(lone.pe().stationary(true).value == 1.0f);
  CHECK(lone.busy_cycles() == 2);
}

TEST_CASE("A three-stage multiplier's product meets the partial sum two cycles later, not one and not three") {
  LonePe lone(Dataflow::ws, 3);
  lone.chain(3.0f, false);
  lone.tick();
  lone.next();
  lone.west(2.0f, false);
  lone.tick();
  for (int cycle = 2; cycle <= 4; ++cycle) {
    lone.next();
    lone.north(10.0f, false);
    lone.tick();
    CHECK(lone.south() == (cycle == 3 ? 16.0f : 10.0f));
    CHECK(lone.pe().north().value == 10.0f);
    CHECK(lone.pe().busy() == (cycle == 3));
  }
}

TEST_CASE("A lane is at one PE in its own cycle only") {
  LonePe lone(Dataflow::ws);
  CHECK_FALSE(lone.pe().west().valid);
  lone.west(1.0f, false);
  CHECK(lone.pe().west().valid);
  lone.tick();
  lone.next();
  CHECK_FALSE(lone.pe().west().valid);
  lone.next();
  CHECK_FALSE(lone.pe().west().valid);
}
