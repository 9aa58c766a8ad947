// The contract of the whole machine: both engines agree to the cycle with everything on, and nothing gets lost.
#include "sim/engine/machine.h"

#include <catch2/catch.hpp>

#include "sim/engine/machine_observer.h"
#include "tests/sim/engine/random_machine.h"
#include "traces/input_error.h"

using namespace skipgrid;
using namespace skipgrid::sim;
using namespace skipgrid::sim::testing;

namespace {

struct Times : MachineObserver {
  struct Span {
    std::int64_t begin, end;
    friend bool operator==(Span x, Span y) { return x.begin == y.begin && x.end == y.end; }
  };
  std::map<std::uint64_t, Span> spans;
  std::vector<StreamRun> streams;
  void tiles(const traces::GemmOp&, const StreamRun& run, std::int64_t) override { streams.push_back(run); }
  void product(const traces::GemmOp& op, Cycles begin, Cycles end) override {
    spans[op.id] = {begin.count(), end.count()};
  }
  void element_wise(const traces::VectorOp& op, Cycles begin, Cycles end) override {
    spans[op.id] = {begin.count(), end.count()};
  }
};

struct Run {
  std::int64_t cycles = 0;
  Residency residency;
  std::vector<Account> accounts;
  ArrayCounters counters;
  DramStatistics dram;
  Times times;
};

/// Pins whatever has room beside what is pinned already, tensor by tensor, at random.
Residency pinned_at_random(const MachineConfig& config, const std::vector<AnyOp>& ops, RandomCases& random) {
  if (config.dram.kind == DramKind::ideal) return {};
  ResidencyPlanner planner(config);
  play(ops, planner);
  const Residency all = planner.plan();
  std::vector<std::string> pinned;
  for (const TensorHome& home : all.homes()) {
    if (random.one_in(3)) continue;
    pinned.push_back(home.name);
    try {
      planner.plan(pinned);
    } catch (const InputError&) {
      pinned.pop_back();
    }
  }
  return planner.plan(pinned);
}

Run run(Engine engine, const MachineConfig& config, Skipping skipping, const std::vector<AnyOp>& ops,
        Residency residency) {
  Run result;
  Machine machine(engine, config, skipping, std::move(residency), &result.times);
  play(ops, machine);
  result.cycles = machine.cycles().count();
  result.residency = machine.residency();
  result.accounts = machine.accounts();
  result.counters = machine.array_counters();
  result.dram = machine.dram_statistics();
  return result;
}

Run run(Engine engine, const MachineConfig& config, Skipping skipping, const std::vector<AnyOp>& ops) {
  return run(engine, config, skipping, ops, planned(config, skipping, ops));
}

Stats total(const Run& run) {
  Stats sum;
  for (const Account& account : run.accounts) sum += account.stats;
  return sum;
}

std::int64_t padding(const std::vector<AnyOp>& ops) {
  std::int64_t macs = 0;
  for (const AnyOp& op : ops)
    if (const auto* gemm = std::get_if<traces::GemmOp>(&op)) macs += gemm->padding;
  return macs;
}

/// Bytes of the kept operands that are not on chip: what a product has to read at the very least.
std::int64_t least_read(const MachineConfig& config, const Residency& residency, Skipping skipping,
                        const std::vector<AnyOp>& ops) {
  std::int64_t bytes = 0;
  for (const AnyOp& any : ops) {
    const auto* op = std::get_if<traces::GemmOp>(&any);
    if (op == nullptr || config.dram.kind == DramKind::ideal) continue;
    const bool skips = skipping == Skipping::on;
    const std::int64_t m = skips ? op->kept_m() : op->m, k = skips ? op->kept_k() : op->k;
    const std::int64_t n = skips ? op->kept_n() : op->n;
    if (m * k * n == 0) continue;
    const auto streamed = [&](const traces::TensorReference& tensor) { return !residency.home(tensor.name).pinned; };
    if (streamed(op->a)) bytes += m * k * config.operand_bytes();
    if (streamed(op->b)) bytes += k * n * config.operand_bytes();
  }
  return bytes;
}

/// Cycles in which operands stream past PE(0, 0), from the products' shapes alone: those of two waves never at once.
std::int64_t streaming(const MachineConfig& config, Skipping skipping, const std::vector<AnyOp>& ops) {
  std::int64_t cycles = 0;
  for (const AnyOp& any : ops) {
    const auto* op = std::get_if<traces::GemmOp>(&any);
    if (op == nullptr) continue;
    const bool skips = skipping == Skipping::on;
    const Tiling tiling(config.array, skips ? op->kept_m() : op->m, skips ? op->kept_k() : op->k,
                        skips ? op->kept_n() : op->n);
    cycles += tiling.count() * tiling.stream();
  }
  return cycles;
}

std::vector<std::uint64_t> deps_of(const AnyOp& op) {
  return std::visit([](const auto& any) { return any.deps; }, op);
}

}  // namespace

TEST_CASE("The engines agree to the cycle on random machines with memory, and conservation holds") {
  const auto seed = GENERATE(range(1, 161));
  CAPTURE(seed);
  RandomCases random(static_cast<std::uint64_t>(seed) * 104729);
  const MachineConfig config = random_machine(random, 7);
  const std::vector<AnyOp> ops = random_trace(random, random.between(1, 40));
  const Skipping skipping = random.one_in(4) ? Skipping::off : Skipping::on;
  const Run pe = run(Engine::pe, config, skipping, ops);
  const Run tile = run(Engine::tile, config, skipping, ops);

  CHECK(pe.cycles == tile.cycles);
  CHECK(pe.times.spans == tile.times.spans);
  CHECK(pe.times.streams == tile.times.streams);
  REQUIRE(pe.accounts.size() == tile.accounts.size());
  for (std::size_t i = 0; i < pe.accounts.size(); ++i) {
    CAPTURE(i);
    CHECK(pe.accounts[i].layer == tile.accounts[i].layer);
    CHECK(pe.accounts[i].phase == tile.accounts[i].phase);
    CHECK(pe.accounts[i].stats == tile.accounts[i].stats);
  }

  const Stats stats = total(tile);
  for (const Run* each : {&pe, &tile}) {
    // What the plan says was done is what the array counted.
    CHECK(each->counters.macs == stats.macs);
    CHECK(each->counters.tiles == stats.tiles);
    CHECK(each->counters.used_pes == stats.used_pes);
    CHECK(each->counters.register_moves == stats.register_moves);
    // What was asked of DRAM is what DRAM served.
    CHECK(each->dram.read_bytes == stats.dram_read_bytes);
    CHECK(each->dram.write_bytes == stats.dram_write_bytes);
  }
  CHECK(total(pe).padding_macs == stats.padding_macs);
  CHECK(stats.padding_macs <= stats.macs);
  if (skipping == Skipping::off) CHECK(stats.padding_macs == padding(ops));
  CHECK(stats.macs <= stats.dense_macs);
  CHECK(stats.dram_read_bytes.count() >= least_read(config, tile.residency, skipping, ops));
  CHECK(stats.macs <= tile.cycles * config.array.pes());

  // Every operation ran, none before its inputs, and the last one ended with the run.
  REQUIRE(tile.times.spans.size() == ops.size());
  std::int64_t last = 0;
  for (const AnyOp& op : ops) {
    const auto id = std::visit([](const auto& any) { return any.id; }, op);
    const auto span = tile.times.spans.at(id);
    CHECK(span.begin <= span.end);
    for (const std::uint64_t dep : deps_of(op)) CHECK(tile.times.spans.at(dep).end <= span.begin);
    last = std::max(last, span.end);
  }
  CHECK(last == tile.cycles);

  // No cycle without a reason.
  Cycles spent, stalls;
  for (const Spent kind : kSpentKinds) spent += stats.*kind;
  for (const Spent kind : kStalls) stalls += stats.*kind;
  CHECK(spent == stats.cycles);
  CHECK(stalls == stats.stall_cycles);
  CHECK(stats.compute_cycles.count() == streaming(config, skipping, ops));
}

TEST_CASE("Whatever is pinned, the engines agree, and DRAM moves what has to be moved of it, once") {
  const auto seed = GENERATE(range(1, 161));
  CAPTURE(seed);
  RandomCases random(static_cast<std::uint64_t>(seed) * 49979687);
  const MachineConfig config = random_machine(random, 7);
  const std::vector<AnyOp> ops = random_trace(random, random.between(1, 40));
  const Residency residency = pinned_at_random(config, ops, random);
  const Run pe = run(Engine::pe, config, Skipping::on, ops, residency);
  const Run tile = run(Engine::tile, config, Skipping::on, ops, residency);
  CHECK(pe.times.spans == tile.times.spans);
  CHECK(total(pe) == total(tile));
  CHECK(tile.dram.read_bytes == total(tile).dram_read_bytes);
  CHECK(tile.dram.write_bytes == total(tile).dram_write_bytes);
  Bytes loaded, stored;
  bool all_pinned = config.dram.kind != DramKind::ideal;
  for (const TensorHome& home : residency.homes()) {
    all_pinned = all_pinned && home.pinned;
    if (home.pinned) loaded += home.loaded_bytes(), stored += home.stored_bytes();
  }
  CHECK(tile.dram.read_bytes >= loaded);
  CHECK(tile.dram.write_bytes >= stored);
  if (all_pinned) {
    CHECK(tile.dram.read_bytes == loaded);
    CHECK(tile.dram.write_bytes == stored);
  }
}

TEST_CASE("What is called how changes no cycle and no byte") {
  const auto seed = GENERATE(range(1, 161));
  CAPTURE(seed);
  RandomCases random(static_cast<std::uint64_t>(seed) * 32452843);
  const MachineConfig config = random_machine(random, 9);
  const std::vector<AnyOp> ops = random_trace(random, random.between(1, 60));
  const Run one = run(Engine::tile, config, Skipping::on, ops);
  const Run other = run(Engine::tile, config, Skipping::on, renamed(ops, random));
  CHECK(one.times.spans == other.times.spans);
  REQUIRE(one.accounts.size() == other.accounts.size());
  for (std::size_t i = 0; i < one.accounts.size(); ++i) CHECK(one.accounts[i].stats == other.accounts[i].stats);
}

TEST_CASE("Skipping never makes a product slower, skip stalls aside") {
  const auto seed = GENERATE(range(1, 201));
  CAPTURE(seed);
  RandomCases random(static_cast<std::uint64_t>(seed) * 15485863);
  MachineConfig config = random_machine(random, 9);
  config.skip_unit.reset();
  // With open rows a gather may cost more than what lies in a row; a pipe knows bytes only.
  if (config.dram.kind == DramKind::banked) config.dram.kind = DramKind::bandwidth;
  std::vector<AnyOp> one;
  while (one.empty()) {
    for (AnyOp& op : random_trace(random, 1))
      if (std::holds_alternative<traces::GemmOp>(op)) one.push_back(std::move(op));
  }
  const Run skipped = run(Engine::tile, config, Skipping::on, one);
  const Run dense = run(Engine::tile, config, Skipping::off, one);
  CHECK(skipped.cycles <= dense.cycles);
  CHECK(total(skipped).dram_read_bytes <= total(dense).dram_read_bytes);
}

TEST_CASE("Products that do not depend on each other share the pipeline, dependent ones wait for the drain") {
  // 4 x 4 ws, T = 5, two products of one tile each: 4 + 5 + 5 + 6 cycles together, and 15 + 15 one after the other.
  MachineConfig config;
  config.array.rows = config.array.cols = 4;
  const auto products = [](std::vector<std::uint64_t> deps) {
    traces::GemmOp first;
    first.m = 5, first.k = 4, first.n = 4;
    first.a = {"x", 0, 1}, first.b = {"W"}, first.c = {"y", 0, 1};
    traces::GemmOp second = first;
    second.id = 1;
    second.a = {"x", 1, 1}, second.c = {"y", 1, 1};
    second.deps = std::move(deps);
    return std::vector<AnyOp>{first, second};
  };
  const auto engine = GENERATE(Engine::pe, Engine::tile);
  CHECK(run(engine, config, Skipping::on, products({})).cycles == 20);
  CHECK(run(engine, config, Skipping::on, products({0})).cycles == 30);
}

TEST_CASE("A machine that stops says of each unit what it waits for") {
  // No trace that is read can say this: an operation waits for itself.
  traces::GemmOp product;
  product.layer = "lstm0", product.op = "x2h";
  product.m = 5, product.k = 4, product.n = 4;
  product.a = {"x", 0, 1}, product.b = {"W"}, product.c = {"y", 0, 1};
  product.deps = {0};
  traces::GemmOp after = product;
  after.id = 1, after.op = "h2h";
  traces::VectorOp scaling;
  scaling.id = 2;
  scaling.layer = "dropout1", scaling.kind = traces::ElementWise::dropout;
  scaling.elements = 20;
  scaling.deps = {0, 1};
  const std::vector<AnyOp> ops{product, after, scaling};

  MachineConfig config;
  config.array.rows = config.array.cols = 4;
  CHECK_THROWS_WITH(run(Engine::tile, config, Skipping::on, ops),
                    "the machine stopped in cycle 0: array: product lstm0.x2h (id 0) waits for 1 operations; "
                    "skip unit: product lstm0.h2h (id 1) waits for the product before it to start; "
                    "buffers: nothing, unbounded; "
                    "vector unit: operation dropout1.dropout (id 2) waits for 2 operations; "
                    "DRAM: ideal; 3 operations left");

  // Half of what streams of A is one row of x. So there are five chunks, each of which wants W: that is pinned, and
  // comes in 4 cycles. The strips of y, of 16 bytes each, have their room.
  config.dram.kind = DramKind::bandwidth;
  config.buffers = BuffersConfig{{Bytes(32), 0}, {Bytes(192), 0}, {Bytes(160), 0}};
  CHECK_THROWS_WITH(run(Engine::tile, config, Skipping::on, {product}),
                    "the machine stopped in cycle 4: array: product lstm0.x2h (id 0) waits for 1 operations; "
                    "skip unit: nothing; "
                    "buffers: nothing, bytes of room left: A 32, B 128, C 80, ports through in cycle 0; "
                    "vector unit: nothing; DRAM: nothing; 1 operations left");
}
