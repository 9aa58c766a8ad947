#include "sim/report/results_table.h"

#include <catch2/catch.hpp>

#include "sim/report/text_table.h"
#include "tests/sim/report/sample_results.h"
#include "tests/sim/report/small_results.h"

namespace skipgrid::sim::testing {

TEST_CASE("Phases have a row each") {
  CHECK_THAT(
      phase_table(small_results()),
      Catch::StartsWith(
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
          "speedup: over dense. utilization: MACs done / (PEs x cycles). mapping: PEs in use, mean of tiles.\n"));
}

TEST_CASE("Layers have a row each, and their share of the cycles") {
  CHECK_THAT(layer_table(small_results()),
             Catch::StartsWith("variant     layer  cycles  of all  utilization  MACs done  MACs skipped\n"
                               "-----------------------------------------------------------------------\n"
                               "structured  lstm0   1,000  100.0%        50.0%     32,000        32,000\n"
                               "-----------------------------------------------------------------------\n"
                               "dense       lstm0   1,790  100.0%        55.9%     64,000             0\n"));
}

TEST_CASE("Of several draws of masks the table has means, and a table of their intervals") {
  Results results = small_results();
  results.draws = 3;
  results.seed = 7;
  // 1.79, 1.80 and 1.81: a standard error of 0.01 / sqrt(3), times 4.303.
  results.variants[0].layers[0].redrawn = {{Cycles(1000)}, {Cycles(1000)}};
  results.variants[1].layers[0].redrawn = {{Cycles(1800)}, {Cycles(1810)}};
  const std::string table = details_table(results);
  CHECK_THAT(table, Catch::Contains("structured  FP      1,000    1.80x        50.0%"));
  CHECK_THAT(table, Catch::Contains("\nSpeedups with 95% intervals\n\n"
                                    "over dense            FP  BP  WG         total\n"
                                    "----------------------------------------------\n"
                                    "structured  1.80x +-0.03   -   -  1.80x +-0.03\n"));
}

TEST_CASE("Padding is said where there is any") {
  Results results = small_results();
  CHECK_THAT(details_table(results), !Catch::Contains("padding"));
  results.variants[0].layers[0].stats[skipgrid::traces::Phase::FP].padding_macs = 4000;  // of 32,000
  CHECK_THAT(details_table(results),
             Catch::Contains("\nPadding took of the MACs done: structured 12.5%, dense 0.0%.\n"));
  results.variants[1].layers[0].stats[skipgrid::traces::Phase::FP].padding_macs = 8000;  // of 64,000
  CHECK_THAT(details_table(results), Catch::Contains("\nPadding took 12.5% of the MACs done.\n"));
}

TEST_CASE("The table of phases fits its width however large the counts are") {
  // From counts of one digit to sums that just fit in 64 bits.
  for (std::int64_t scale = 1; scale < 200'000'000'000'000; scale *= 10) {
    const std::string table =
        phase_table(sample_results({Variant::structured, Variant::dense, Variant::random}, scale));
    CAPTURE(scale, table);
    CHECK(longest_line(table) <= kTableWidth);
  }
}

}  // namespace skipgrid::sim::testing
