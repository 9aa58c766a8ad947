#include "sim/engine/self_check.h"

#include <catch2/catch.hpp>

using namespace skipgrid;
using namespace skipgrid::sim;

namespace {

/// 100 cycles in which ports and DRAM were busy throughout, and no byte was moved that need not be.
RunCounts full_run() {
  RunCounts run;
  run.cycles = Cycles(100);
  run.carried = {Bytes(100), Bytes(200), Bytes(300)};
  run.port_widths = {1, 2, 3};
  run.dram_bytes_per_cycle = 2.5;
  run.compulsory = Bytes(250);
  Account account{"lstm0", "x2h", traces::Phase::BP, {}};
  account.stats.dram_read_bytes = Bytes(150);
  account.stats.dram_write_bytes = Bytes(100);
  account.stats.cycles = Cycles(100);
  account.stats.compute_cycles = Cycles(60);
  account.stats.dram_stall_cycles = account.stats.stall_cycles = Cycles(40);
  run.accounts = {account};
  return run;
}

}  // namespace

TEST_CASE("A run that is full to the brim is consistent") { CHECK_NOTHROW(self_check(full_run())); }

TEST_CASE("A byte too many through a port is an inconsistency, with the numbers, unless the port has no limit") {
  RunCounts run = full_run();
  const auto [matrix, text] = GENERATE(
      table<Matrix, std::string>({{Matrix::a, "101 bytes through the port of buffer A, 1 a cycle, in 100 cycles"},
                                  {Matrix::b, "201 bytes through the port of buffer B, 2 a cycle, in 100 cycles"},
                                  {Matrix::c, "301 bytes through the port of buffer C, 3 a cycle, in 100 cycles"}}));
  run.carried[matrix] += Bytes(1);
  CHECK_THROWS_AS(self_check(run), std::logic_error);
  CHECK_THROWS_WITH(self_check(run), "a run that cannot be, please report it: " + text);
  run.port_widths[matrix] = 0;
  CHECK_NOTHROW(self_check(run));
}

TEST_CASE("A byte too many or too few to and from DRAM is an inconsistency") {
  RunCounts run = full_run();
  run.accounts[0].stats.dram_write_bytes += Bytes(1);
  CHECK_THROWS_WITH(self_check(run), Catch::Contains("251 bytes to and from DRAM, at most 2.5 a cycle, in 100 cycles"));
  run.dram_bytes_per_cycle = 0;
  CHECK_NOTHROW(self_check(run));
  run.accounts[0].stats.dram_write_bytes -= Bytes(2);
  CHECK_THROWS_WITH(self_check(run), Catch::Contains("249 bytes to and from DRAM, of 250 that had to be moved"));
}

TEST_CASE("A cycle without a reason, or with two, is an inconsistency") {
  const std::int64_t more = GENERATE(-1, 1);
  RunCounts run = full_run();
  run.accounts[0].stats.compute_cycles += Cycles(more);
  CHECK_THROWS_WITH(self_check(run), Catch::Contains("100 cycles of lstm0.x2h BP, whose reasons add up to " +
                                                     std::to_string(100 + more)));
  run = full_run();
  run.accounts[0].stats.stall_cycles += Cycles(more);
  CHECK_THROWS_WITH(self_check(run), Catch::Contains(std::to_string(40 + more) +
                                                     " stall cycles of lstm0.x2h BP, whose reasons add up to 40"));
}
