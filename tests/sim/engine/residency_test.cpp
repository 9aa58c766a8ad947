#include "sim/engine/residency.h"

#include <catch2/catch.hpp>

#include "sim/engine/machine.h"
#include "tests/sim/engine/random_machine.h"
#include "tests/sim/engine/trace_pieces.h"
#include "traces/input_error.h"

using namespace skipgrid;
using namespace skipgrid::sim;
using namespace skipgrid::sim::testing;

namespace {

/// 16 x 16 ws, DRAM of 10 bytes a cycle.
MachineConfig machine(std::int64_t kib) {
  MachineConfig config;
  config.array.rows = config.array.cols = 16;
  config.dram.kind = DramKind::bandwidth;
  config.dram.bandwidth.millibytes_per_cycle = 10'000;
  const BufferConfig buffer{Bytes(kib * 1024), 0};
  config.buffers = BuffersConfig{buffer, buffer, buffer};
  return config;
}

/// C = A B of 1 x 64 x 64: A and C have 256 bytes, B 16 KiB.
traces::GemmOp product(std::uint64_t id, const char* a, const char* b, const char* c) {
  traces::GemmOp op = gemm_op("layer", traces::Phase::FP, 1, 64, 64);
  op.id = id;
  op.a = {a}, op.b = {b}, op.c = {c};
  return op;
}

traces::VectorOp element_wise(std::uint64_t id, std::vector<traces::TensorAccess> reads,
                              std::vector<traces::TensorAccess> writes) {
  traces::VectorOp op;
  op.id = id;
  op.layer = "layer";
  op.elements = 64;
  op.reads = std::move(reads), op.writes = std::move(writes);
  return op;
}

Residency planned(const MachineConfig& config, const std::vector<AnyOp>& ops) {
  ResidencyPlanner planner(config);
  play(ops, planner);
  return planner.plan();
}

std::vector<std::string> pinned_in(const Residency& residency) {
  std::vector<std::string> names;
  for (const TensorHome& home : residency.homes())
    if (home.pinned) names.push_back(home.name);
  return names;
}

struct Moved {
  std::int64_t read, written, cycles;
};

Moved moved(const MachineConfig& config, const std::vector<AnyOp>& ops, Residency residency) {
  Machine run(Engine::tile, config, Skipping::on, std::move(residency));
  play(ops, run);
  Stats sum;
  for (const Account& account : run.accounts()) sum += account.stats;
  return {sum.dram_read_bytes.count(), sum.dram_write_bytes.count(), run.cycles().count()};
}

Moved moved(const MachineConfig& config, const std::vector<AnyOp>& ops) {
  return moved(config, ops, planned(config, ops));
}

std::vector<std::uint64_t> after(std::uint64_t op) { return {op}; }

constexpr std::int64_t kRow = 256, kWeights = 64 * 64 * 4;

}  // namespace

TEST_CASE("What is used once is read or written once, wherever it might lie") {
  const std::vector<AnyOp> ops{product(0, "x", "W", "y")};
  CHECK(pinned_in(planned(machine(64), ops)).empty());
  const Moved all = moved(machine(64), ops);
  CHECK(all.read == kRow + kWeights);
  CHECK(all.written == kRow);
  CHECK(all.cycles >= (2 * kRow + kWeights) / 10);
  // The same when a schedule has it pinned: it is loaded and stored, once.
  const MachineConfig config = machine(64);
  ResidencyPlanner planner(config);
  play(ops, planner);
  const Moved pinned = moved(machine(64), ops, planner.plan({"x", "W", "y"}));
  CHECK(pinned.read == all.read);
  CHECK(pinned.written == all.written);
  CHECK(pinned.cycles >= (2 * kRow + kWeights) / 10);
}

TEST_CASE("Weights that several products use are loaded once, and whoever uses them first waits for them") {
  const std::vector<AnyOp> ops{product(0, "x", "W", "y"), product(1, "u", "W", "v")};
  CHECK(pinned_in(planned(machine(64), ops)) == std::vector<std::string>{"W"});
  CHECK(moved(machine(64), ops).read == 2 * kRow + kWeights);
  CHECK(moved(machine(64), ops).written == 2 * kRow);
  CHECK(moved(machine(64), ops).cycles >= (4 * kRow + kWeights) / 10);
  // Half of 16 KiB does not hold them.
  CHECK(pinned_in(planned(machine(16), ops)).empty());
  CHECK(moved(machine(16), ops).read == 2 * (kRow + kWeights));
}

TEST_CASE("What is made and used up inside never leaves the chip; what nobody reads is stored") {
  traces::GemmOp next = product(2, "z", "V", "out");
  next.deps = after(1);
  traces::VectorOp between = element_wise(1, {{{"y"}, 64}}, {{{"z"}, 64}});
  between.deps = after(0);
  const std::vector<AnyOp> ops{product(0, "x", "W", "y"), between, next};
  CHECK(pinned_in(planned(machine(64), ops)) == std::vector<std::string>{"y", "z"});
  CHECK(moved(machine(64), ops).read == kRow + 2 * kWeights);
  CHECK(moved(machine(64), ops).written == kRow);
}

TEST_CASE("Updated weights live through all iterations and are stored once, by the last update") {
  std::vector<AnyOp> ops;
  for (std::uint64_t i = 0; i < 6; i += 2) {
    traces::GemmOp use = product(i, "x", "W", "y");
    if (i > 0) use.deps = after(i - 1);
    traces::VectorOp update = element_wise(i + 1, {{{"W"}, 4096}, {{"y"}, 64}}, {{{"W"}, 4096}});
    update.deps = after(i);
    ops.emplace_back(use);
    ops.emplace_back(update);
  }
  const Residency residency = planned(machine(64), ops);
  const TensorHome& weights = residency.home("W");
  CHECK(weights.pinned);
  CHECK(weights.first_op == 0);
  CHECK(weights.last_op == 5);
  CHECK(weights.loaded_bytes() == Bytes(kWeights));
  CHECK(weights.stored_bytes() == Bytes(kWeights));
  CHECK(moved(machine(64), ops).read == kWeights + kRow);
  CHECK(moved(machine(64), ops).written == kWeights);
}

TEST_CASE("A tensor over steps is loaded step by step, as operations come to it") {
  std::vector<AnyOp> ops;
  for (int step = 0; step < 2; ++step) {
    for (std::uint64_t i = 0; i < 2; ++i) {
      traces::GemmOp op = product(ops.size(), "x", "W", i == 0 ? "y" : "z");
      op.a = {"x", step, 1}, op.c.first = step, op.c.count = 1;
      ops.emplace_back(op);
    }
  }
  const Residency residency = planned(machine(64), ops);
  CHECK(residency.home("x").pinned);
  CHECK(residency.home("x").bytes() == Bytes(2 * kRow));
  CHECK(moved(machine(64), ops).read == 2 * kRow + kWeights);
}

TEST_CASE("Tensors whose lives do not overlap share room, those whose lives do are refused what is not there") {
  // Each y and z is made by a product and read by one operation; half of 1 KiB holds two of them.
  std::vector<AnyOp> ops;
  std::vector<std::string> inside;
  for (std::uint64_t i = 0; i < 8; i += 2) {
    inside.push_back("y" + std::to_string(i));
    traces::GemmOp make = product(i, "x", "W", inside.back().c_str());
    traces::VectorOp use = element_wise(i + 1, {{{inside.back()}, 64}}, {});
    use.deps = after(i);
    ops.emplace_back(make);
    ops.emplace_back(use);
  }
  MachineConfig config = machine(64);
  config.buffers->c.capacity = Bytes(1024);
  const Residency residency = planned(config, ops);
  for (const std::string& name : inside) CHECK(residency.home(name).pinned);
  CHECK(residency.streaming_bytes(Buffer::c) == Bytes(1024 - kRow));
  CHECK(moved(config, ops).written == 0);

  // Read once more at the end, they are there all at once.
  ops.emplace_back(element_wise(8, {{{inside[0]}, 64}, {{inside[1]}, 64}, {{inside[2]}, 64}, {{inside[3]}, 64}}, {}));
  std::vector<std::string> expected{"y0", "y2"};
  ResidencyPlanner planner(config);
  play(ops, planner);
  Residency some = planner.plan();
  CHECK(some.streaming_bytes(Buffer::c) == Bytes(512));
  CHECK(some.home("y0").pinned);
  CHECK(some.home("y2").pinned);
  CHECK_FALSE(some.home("y4").pinned);
  CHECK_THROWS_WITH(planner.plan({"y6", "y2", "y4"}),
                    "pinned: expected at most 512 bytes in a buffer at once, got 256 more with \"y4\"");
}

TEST_CASE("What a schedule pins is pinned and nothing else, and a name that is not there is refused") {
  const std::vector<AnyOp> ops{product(0, "x", "W", "y"), product(1, "u", "W", "v")};
  const MachineConfig config = machine(64);
  ResidencyPlanner planner(config);
  play(ops, planner);
  CHECK(pinned_in(planner.plan({"u", "u"})) == std::vector<std::string>{"u"});
  CHECK(pinned_in(planner.plan(std::vector<std::string>{})).empty());
  CHECK_THROWS_AS(planner.plan({"w"}), InputError);
  CHECK_THROWS_WITH(planner.plan({"w"}), "pinned: expected tensors of the trace, got \"w\"");
}

TEST_CASE("What spares DRAM the most a byte of room is pinned, of equals what is used first") {
  // Room for one W. The first is read by two products, the second by three.
  const auto uses = [](const char* first, const char* second) {
    return std::vector<AnyOp>{product(0, "x", first, "y"), product(1, "x", second, "z"), product(2, "x", first, "u"),
                              product(3, "x", second, "v")};
  };
  const MachineConfig config = machine(40);
  CHECK(planned(config, uses("W", "V")).home("W").pinned);
  CHECK_FALSE(planned(config, uses("W", "V")).home("V").pinned);
  CHECK(planned(config, uses("V", "W")).home("V").pinned);
  std::vector<AnyOp> more = uses("W", "V");
  more.emplace_back(product(4, "x", "V", "w"));
  CHECK_FALSE(planned(config, more).home("W").pinned);
  CHECK(planned(config, more).home("V").pinned);
  // Addresses are in the order of first use, each in DRAM rows of its own.
  CHECK(planned(config, uses("b", "a")).home("x").address == 0);
  CHECK(planned(config, uses("b", "a")).home("b").address == 8192);
  CHECK(planned(config, uses("b", "a")).home("y").address == 8192 + kWeights);
  CHECK(planned(config, uses("b", "a")).home("a").address == 2 * 8192 + kWeights);
}

TEST_CASE("A table has its full size, and a gather moves the rows that it takes") {
  // 1 MiB of table; each step takes 64 elements of it.
  traces::VectorOp gather = element_wise(0, {{{"table"}, 64, 262'144}}, {{{"out", 0, 1}, 64}});
  traces::VectorOp again = element_wise(1, {{{"table"}, 64, 262'144}}, {{{"out", 1, 1}, 64}});
  const std::vector<AnyOp> ops{gather, again};
  const Residency residency = planned(machine(256), ops);
  CHECK(residency.home("table").bytes() == Bytes(1 << 20));
  CHECK(pinned_in(residency).empty());
  CHECK(moved(machine(256), ops).read == 2 * 256);
  // Nor where it fits: it would be loaded whole.
  CHECK(pinned_in(planned(machine(4096), ops)).empty());
}

TEST_CASE("An operation moves as much of each tensor as it says, and where it says nothing no more than is there") {
  // Gates are four times as large as what an LSTM cell makes of them.
  CHECK(moved(machine(64), {element_wise(0, {{{"gates"}, 256}}, {{{"h"}, 64}})}).read == 4 * 256);
  CHECK(moved(machine(64), {element_wise(0, {{{"gates"}}}, {{{"h"}}})}).read == 256);
}
