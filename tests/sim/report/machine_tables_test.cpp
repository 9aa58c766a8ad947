#include "sim/report/machine_tables.h"

#include <catch2/catch.hpp>

#include "sim/engine/energy.h"
#include "sim/report/roofline.h"
#include "tests/sim/report/sample_results.h"

using namespace skipgrid::sim;
using skipgrid::sim::testing::sample_results;

namespace {

/// A run of 1,000 cycles, half of them computing.
Results small_run() {
  Stats stats;
  stats.cycles = Cycles(1000);
  stats.compute_cycles = Cycles(500);
  stats.fill_cycles = Cycles(200);
  stats.dram_stall_cycles = Cycles(250);
  stats.vector_wait_cycles = Cycles(50);
  stats.macs = 32000;
  stats.sram_read_bytes = Bytes(3'000'000);
  stats.sram_write_bytes = Bytes(1'000'000);
  stats.dram_read_bytes = Bytes(1500);
  stats.dram_write_bytes = Bytes(500);
  Results results;
  results.pes = 64;
  results.variants.push_back({Variant::dense, {{"lstm0", PhaseStats{{stats, Stats{}, Stats{}}}}}});
  return results;
}

}  // namespace

TEST_CASE("The shares of cycles are those of the phase, and a phase without cycles has none") {
  CHECK_THAT(cycles_table(small_run()),
             Catch::StartsWith("Where the cycles go\n"
                               "\n"
                               "variant  phase  cycles  compute   fill   DRAM  skip  buffer  vector\n"
                               "-------------------------------------------------------------------\n"
                               "dense    FP      1,000    50.0%  20.0%  25.0%     0       0    5.0%\n"
                               "         BP          0        -      -      -     -       -       -\n"
                               "         WG          0        -      -      -     -       -       -\n"
                               "         total   1,000    50.0%  20.0%  25.0%     0       0    5.0%\n"));
}

TEST_CASE("The roofline is the lower of peak and bandwidth, on both sides of the ridge") {
  const Stats stats = small_run().variants[0].stats().total();
  // 32,000 MACs over 2,000 bytes: 16 MACs a byte. With 64 PEs the ridge is at 4 bytes a cycle.
  const Roofline below = roofline(stats, 64, 3.5);
  CHECK(below.intensity == 16);
  CHECK(below.memory_bound);
  CHECK(below.bound == 56);
  CHECK(below.reached == Approx(32.0 / 56));
  const Roofline above = roofline(stats, 64, 4.5);
  CHECK_FALSE(above.memory_bound);
  CHECK(above.bound == 64);
  CHECK(above.reached == 0.5);
}

TEST_CASE("Energy is counts times figures, and its components add up") {
  Stats stats;
  stats.macs = 100;
  stats.gated_macs = 40;
  stats.register_moves = 7;
  stats.sram_read_bytes = Bytes(2);
  stats.sram_write_bytes = Bytes(3);
  stats.dram_read_bytes = Bytes(4);
  stats.dram_write_bytes = Bytes(6);
  stats.vector_lane_cycles = 9;
  const Energy energy = energy_of(stats, {2.0, 0.5, 0.25, 3.0, 100.0, 1.0});
  CHECK(energy.mac.count() == 60 * 2.0 + 40 * 0.5);
  CHECK(energy.registers.count() == 7 * 0.25);
  CHECK(energy.sram.count() == 5 * 3.0);
  CHECK(energy.dram.count() == 10 * 100.0);
  CHECK(energy.vector.count() == 9.0);
  CHECK(energy.total().count() == 140 + 1.75 + 15 + 1000 + 9);
}

TEST_CASE("Bytes and energy have a table only when something of them is modelled") {
  Results results = small_run();
  CHECK(traffic_table(results).empty());
  results.dram_bytes_per_cycle = 3.5;
  CHECK_THAT(traffic_table(results), Catch::Contains("16.0, DRAM bound, 57.1%"));
  results.energy = EnergyConfig{1, 0, 0, 0, 0, 0};
  CHECK_THAT(traffic_table(results), Catch::Contains("32 nJ"));
}

TEST_CASE("A schedule that was searched for is told with what the next best would have cost") {
  Results results = small_run();
  CHECK(schedule_table(results).empty());
  results.variants[0].variant = Variant::dense_best;
  GroupSummary group;
  group.name = "lstm0.x2h FP";
  group.steps = 35;
  group.products = 5;
  group.transposed = 2;
  group.occupied = 1'195'320;
  group.next_best = NextBest{"35 in 1", 40, "others wait longer for its results"};
  results.variants[0].groups.push_back(group);
  CHECK_THAT(schedule_table(results), Catch::Contains("Schedule of dense-best") &&
                                          Catch::Contains("35 in 5, 2 T     1,195,320  35 in 1             40"));
}
