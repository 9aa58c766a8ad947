// What an observer is told is what the machine counts.
#include "sim/engine/machine_observer.h"

#include <catch2/catch.hpp>

#include "sim/engine/machine.h"
#include "tests/sim/engine/random_machine.h"

using namespace skipgrid;
using namespace skipgrid::sim;
using namespace skipgrid::sim::testing;

namespace {

struct Told : MachineObserver {
  Stats stats;  ///< of cycles, what they are spent on; of bytes, what transfers move
  std::int64_t used_pes = 0, scans = 0;
  Cycles spent_until, ended, latest_room;
  bool in_order = true;

  void product(const traces::GemmOp&, Cycles, Cycles) override {}
  void element_wise(const traces::VectorOp&, Cycles, Cycles) override {}
  void tiles(const traces::GemmOp&, const StreamRun&, std::int64_t used) override { used_pes += used; }
  void scan(const traces::GemmOp& op, Cycles begin, Cycles end) override {
    in_order = in_order && begin < end && (op.skip_m || op.skip_k || op.skip_n);
    ++scans;
  }
  void transfer(DramDirection direction, Bytes bytes, Cycles begin, Cycles end) override {
    in_order = in_order && begin < end;
    (direction == DramDirection::read ? stats.dram_read_bytes : stats.dram_write_bytes) += bytes;
  }
  void spent(Spent on, Cycles begin, Cycles end) override {
    in_order = in_order && begin == spent_until && begin < end;
    spent_until = end;
    spend(stats, on, end - begin);
  }
  void room(const PerMatrix<Bytes>& left, Cycles now) override {
    in_order = in_order && now >= latest_room && left.a >= Bytes(0) && left.b >= Bytes(0) && left.c >= Bytes(0);
    latest_room = now;
  }
  void end(Cycles cycles) override { ended = cycles; }
};

}  // namespace

TEST_CASE("An observer is told of every cycle, every byte and every tile that the machine counts") {
  const auto seed = GENERATE(range(1, 121));
  const Engine engine = GENERATE(Engine::pe, Engine::tile);
  CAPTURE(seed, to_string(engine));
  RandomCases random(static_cast<std::uint64_t>(seed) * 86028121);
  const MachineConfig config = random_machine(random, 7);
  const std::vector<AnyOp> ops = random_trace(random, random.between(1, 40));
  Told told;
  Machine machine(engine, config, Skipping::on, planned(config, Skipping::on, ops), &told);
  play(ops, machine);
  Stats counted;
  for (const Account& account : machine.accounts()) counted += account.stats;
  CHECK(told.in_order);
  CHECK(told.ended == machine.cycles());
  CHECK(told.spent_until == machine.cycles());
  for (const Spent kind : kSpentKinds) CHECK(told.stats.*kind == counted.*kind);
  CHECK(told.stats.dram_read_bytes == counted.dram_read_bytes);
  CHECK(told.stats.dram_write_bytes == counted.dram_write_bytes);
  CHECK(told.used_pes == machine.array_counters().used_pes);
  if (!config.skip_unit) CHECK(told.scans == 0);
}
