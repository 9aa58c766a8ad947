#include "sim/report/results_table.h"

#include <catch2/catch.hpp>
#include <sstream>

#include "tests/sim/report/sample_results.h"

using namespace skipgrid::sim;
using skipgrid::sim::testing::sample_results;

namespace {

std::size_t longest_line(const std::string& text) {
  std::istringstream lines(text);
  std::string line;
  std::size_t longest = 0;
  while (std::getline(lines, line)) longest = std::max(longest, line.size());
  return longest;
}

/// One layer, one phase, numbers as a person would look them up.
Results small_results() {
  Results results;
  results.name = "small";
  results.pes = 64;
  results.seed = 1;
  Stats fast, slow;
  fast.cycles = Cycles(1000);
  fast.macs = 32000;
  fast.dense_macs = 64000;
  fast.tiles = 10;
  fast.used_pes = 480;
  slow.cycles = Cycles(1790);
  slow.macs = slow.dense_macs = 64000;
  slow.tiles = 20;
  slow.used_pes = 960;
  results.variants.push_back({Variant::structured, {{"lstm0", PhaseStats{{fast, Stats{}, Stats{}}}}}});
  results.variants.push_back({Variant::dense, {{"lstm0", PhaseStats{{slow, Stats{}, Stats{}}}}}});
  return results;
}

}  // namespace

TEST_CASE("The table is what a person expects to see") {
  CHECK_THAT(results_table(small_results(), "small: a title"),
             Catch::StartsWith(
                 "small: a title\n"
                 "A product a time step, as the paper compares: structured is 1.79x as fast as dense.\n"
                 "\n"
                 "variant     phase  cycles  speedup  utilization  mapping  MACs done  MACs skipped\n"
                 "---------------------------------------------------------------------------------\n"
                 "structured  FP      1,000    1.79x        50.0%    75.0%     32,000        32,000\n"
                 "            BP          0        -            -        -          0             0\n"
                 "            WG          0        -            -        -          0             0\n"
                 "            total   1,000    1.79x        50.0%    75.0%     32,000        32,000\n"
                 "---------------------------------------------------------------------------------\n"
                 "dense       FP      1,790    1.00x        55.9%    75.0%     64,000             0\n"
                 "            BP          0        -            -        -          0             0\n"
                 "            WG          0        -            -        -          0             0\n"
                 "            total   1,790    1.00x        55.9%    75.0%     64,000             0\n"
                 "\n"
                 "speedup: over dense. utilization: MACs done / (PEs x cycles). mapping: PEs in use, mean of tiles.\n"
                 "One draw of masks: \"seeds\": n in the configuration gives speedups an interval.\n"));
}

TEST_CASE("Of several draws of masks the table has means, and a table of their intervals") {
  Results results = small_results();
  results.draws = 3;
  results.seed = 7;
  // 1.79, 1.80 and 1.81: a standard error of 0.01 / sqrt(3), times 4.303.
  results.variants[0].layers[0].redrawn = {{Cycles(1000)}, {Cycles(1000)}};
  results.variants[1].layers[0].redrawn = {{Cycles(1800)}, {Cycles(1810)}};
  const std::string table = results_table(results, "");
  CHECK_THAT(table, Catch::Contains("structured is 1.80x +-0.03 as fast as dense.\n"));
  CHECK_THAT(table, Catch::Contains("structured  FP      1,000    1.80x        50.0%"));
  CHECK_THAT(table, Catch::Contains("\nSpeedups are means over 3 draws of masks (seeds 7 to 9) with 95% intervals; all "
                                    "else is of seed 7.\n"));
  CHECK_THAT(table, Catch::Contains("\nSpeedups with 95% intervals\n\n"
                                    "over dense            FP  BP  WG         total\n"
                                    "----------------------------------------------\n"
                                    "structured  1.80x +-0.03   -   -  1.80x +-0.03\n"));
  results.variants[1].layers[0].redrawn = {{Cycles(1790)}, {Cycles(1790)}};
  CHECK_THAT(results_table(results, ""), Catch::Contains("structured is 1.79x +-0.00 as fast as dense.\n"));
  results.variants[1].layers[0].redrawn = {{Cycles(1791)}, {Cycles(1792)}};
  CHECK_THAT(results_table(results, ""), Catch::Contains("structured is 1.791x +-0.003 as fast as dense.\n"));
}

TEST_CASE("A recorded trace is said to hold one draw of masks") {
  Results results = small_results();
  results.seed.reset();
  CHECK_THAT(results_table(results, ""), Catch::Contains("\nOne draw of masks, as recorded.\n"));
}

TEST_CASE("Padding is said where there is any") {
  Results results = small_results();
  CHECK_THAT(results_table(results, ""), !Catch::Contains("padding"));
  results.variants[0].layers[0].stats[skipgrid::traces::Phase::FP].padding_macs = 4000;  // of 32,000
  CHECK_THAT(results_table(results, ""),
             Catch::Contains("\nPadding took of the MACs done: structured 12.5%, dense 0.0%.\n"));
  results.variants[1].layers[0].stats[skipgrid::traces::Phase::FP].padding_macs = 8000;  // of 64,000
  CHECK_THAT(results_table(results, ""), Catch::Contains("\nPadding took 12.5% of the MACs done.\n"));
}

TEST_CASE("Without a dense variant there is no speedup and no headline") {
  const std::string table = results_table(sample_results({Variant::structured, Variant::random}), "");
  CHECK(table.find('x') == table.find("x cycles)"));
  CHECK_THAT(table, !Catch::Contains("as fast"));
}

TEST_CASE("The table fits its width however large the counts are") {
  // From counts of one digit to sums that just fit in 64 bits.
  for (std::int64_t scale = 1; scale < 200'000'000'000'000; scale *= 10) {
    const std::string table =
        results_table(sample_results({Variant::structured, Variant::dense, Variant::random}, scale), "");
    CAPTURE(scale, table);
    CHECK(longest_line(table) <= kTableWidth);
  }
}
