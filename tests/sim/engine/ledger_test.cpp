#include "sim/engine/ledger.h"

#include <catch2/catch.hpp>

#include "tests/sim/array/random_cases.h"

using namespace skipgrid;
using namespace skipgrid::sim;

namespace {

/// Accounts 0, 1 and 2.
Accounts three_accounts() {
  Accounts accounts;
  for (const traces::Phase phase : traces::kPhases) accounts.number("layer", "x2h", phase);
  return accounts;
}

}  // namespace

TEST_CASE("Streaming counts as computing whatever else happens, and the rest by its first reason") {
  Accounts accounts = three_accounts();
  Ledger ledger(accounts);
  Ledger::State state;
  state.array_in_flight = true;
  ledger.set(Cycles(0), state);
  ledger.add_streams({Cycles(4), Cycles(4), 1, Cycles(5), Cycles(0)});  // cycles 4 to 8
  state.blocked_by = &Stats::dram_stall_cycles;
  ledger.set(Cycles(7), state);
  state = {};
  state.account = 1;
  state.vector_busy = true;
  ledger.set(Cycles(12), state);
  ledger.close(Cycles(15));
  CHECK(accounts[0].fill_cycles == Cycles(4));
  CHECK(accounts[0].compute_cycles == Cycles(5));
  CHECK(accounts[0].dram_stall_cycles == Cycles(3));
  CHECK(accounts[0].stall_cycles == Cycles(3));
  CHECK(accounts[0].array_cycles == Cycles(12));
  CHECK(accounts[1].vector_wait_cycles == Cycles(3));
  CHECK(accounts[1].vector_cycles == Cycles(3));
  CHECK(accounts[0].cycles + accounts[1].cycles == Cycles(15));
}

TEST_CASE("A stream that is told of one cycle late is counted from its beginning") {
  Accounts accounts = three_accounts();
  Ledger ledger(accounts);
  Ledger::State state;
  state.array_in_flight = true;
  ledger.set(Cycles(10), state);
  state.account = 1;
  ledger.set(Cycles(11), state);
  ledger.add_streams({Cycles(10), Cycles(10), 1, Cycles(3), Cycles(0)});
  state.account = 2;
  ledger.set(Cycles(12), state);
  ledger.close(Cycles(14));
  CHECK(accounts[0].compute_cycles == Cycles(1));
  CHECK(accounts[1].compute_cycles == Cycles(1));
  CHECK(accounts[2].compute_cycles == Cycles(1));
  CHECK(accounts[2].fill_cycles == Cycles(1));
}

TEST_CASE("Streaming cycles of a run of waves are those counted wave by wave") {
  const auto seed = GENERATE(range(1, 60));
  CAPTURE(seed);
  sim::testing::RandomCases random(static_cast<std::uint64_t>(seed));
  const int count = random.between(1, 6), length = random.between(1, 9), distance = length + random.between(0, 5);
  const int first = random.between(0, 20), gap = distance + random.between(0, 7);
  const int last = count == 1 ? first : first + gap + (count - 2) * distance;
  const StreamRun run{Cycles(first), Cycles(last), count, Cycles(length), Cycles(count == 1 ? 0 : distance)};
  std::vector<bool> streams(200);
  for (int wave = 0; wave < count; ++wave) {
    const int begin = wave == 0 ? first : last - (count - 1 - wave) * distance;
    for (int i = 0; i < length; ++i) streams[static_cast<std::size_t>(begin + i)] = true;
  }
  const int begin = random.between(0, 150), end = random.between(begin, 199);
  int expected = 0;
  for (int cycle = begin; cycle < end; ++cycle) expected += streams[static_cast<std::size_t>(cycle)] ? 1 : 0;
  CHECK(streaming_cycles(run, begin, end) == expected);
}
