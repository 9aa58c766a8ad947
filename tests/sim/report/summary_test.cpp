#include "sim/report/summary.h"

#include <catch2/catch.hpp>
#include <regex>

#include "tests/sim/report/sample_results.h"
#include "tests/sim/report/small_results.h"

namespace skipgrid::sim::testing {

namespace {

std::string first_screen(const Results& results, std::size_t width = kTableWidth) {
  return summary(results, "small: a title\n", width);
}

}  // namespace

TEST_CASE("The first screen is what a person expects to see") {
  Results results = small_results();
  results.variants.push_back({Variant::random, results.variants[1].layers});
  CHECK(first_screen(results) ==
        "small: a title\n"
        "\n"
        "variant        cycles      ms  vs dense  utilization  MACs skipped\n"
        "------------------------------------------------------------------\n"
        "structured      1,000    0.01     1.79x        50.0%         50.0%\n"
        "dense, random   1,790  0.0179     1.00x        55.9%             -\n"
        "\n"
        "A product a time step, as the paper compares: structured is 1.79x as fast as dense.\n"
        "Where the cycles of structured go: the array computes 80.0%, it waits for DRAM 20.0%.\n"
        "One draw of masks: \"seeds\": n in the configuration gives speedups an interval.\n"
        "utilization: MACs done / (PEs x cycles). MACs skipped: of all that dense does. vs: times as fast.\n"
        "--help says what all words mean, --details everything else.\n");
}

TEST_CASE("Where lines are short, columns that matter less are left out") {
  const Results results = sample_results({Variant::structured_best, Variant::dense_best, Variant::dense});
  for (const std::size_t width : {100, 80, 60}) {
    CAPTURE(width);
    const std::string text = first_screen(results, width);
    CHECK(longest_line(text) <= width);
    CHECK_THAT(text, Catch::Contains("cycles") && Catch::Contains("vs dense-best"));
  }
  CHECK_THAT(first_screen(results, 60), !Catch::Contains(" ms "));
  // Nor is said what they mean.
  CHECK_THAT(first_screen(results, 60), !Catch::Contains("utilization") && Catch::Contains("vs: times as fast."));
}

TEST_CASE(
    "On a terminal with colours the heading, the fastest variant and the answer stand out, and lines are as they "
    "were") {
  const Results results = small_results();
  const std::string plain = first_screen(results), coloured = summary(results, "small: a title\n", kTableWidth, {true});
  CHECK_THAT(plain, !Catch::Contains("\x1b"));
  CHECK_THAT(coloured, Catch::Contains("\x1b[1mvariant ") && Catch::Contains("\x1b[32mstructured   1,000") &&
                           Catch::Contains("\x1b[1mA product a time step") && Catch::Contains("\x1b[2mutilization: "));
  CHECK(std::regex_replace(coloured, std::regex("\x1b\\[[0-9]+m"), "") == plain);
}

TEST_CASE("Of several draws of masks the first screen has means and their intervals") {
  Results results = small_results();
  results.draws = 3;
  results.seed = 7;
  // 1.79, 1.80 and 1.81: a standard error of 0.01 / sqrt(3), times 4.303.
  results.variants[0].layers[0].redrawn = {{Cycles(1000)}, {Cycles(1000)}};
  results.variants[1].layers[0].redrawn = {{Cycles(1800)}, {Cycles(1810)}};
  const std::string table = first_screen(results);
  CHECK_THAT(table, Catch::Contains("structured is 1.80x +-0.03 as fast as dense.\n"));
  CHECK_THAT(table, Catch::Contains("\nSpeedups are means over 3 draws of masks (seeds 7 to 9) with 95% intervals; all "
                                    "else is of seed 7.\n"));
  results.variants[1].layers[0].redrawn = {{Cycles(1790)}, {Cycles(1790)}};
  CHECK_THAT(first_screen(results), Catch::Contains("structured is 1.79x +-0.00 as fast as dense.\n"));
  results.variants[1].layers[0].redrawn = {{Cycles(1791)}, {Cycles(1792)}};
  CHECK_THAT(first_screen(results), Catch::Contains("structured is 1.791x +-0.003 as fast as dense.\n"));
}

TEST_CASE("A recorded trace is said to hold one draw of masks") {
  Results results = small_results();
  results.seed.reset();
  CHECK_THAT(first_screen(results), Catch::Contains("\nOne draw of masks, as recorded.\n"));
}

TEST_CASE("Without a dense variant nothing is said to be faster") {
  const std::string table = first_screen(sample_results({Variant::structured, Variant::random}));
  CHECK_THAT(table, !Catch::Contains("vs dense") && !Catch::Contains("as fast as"));
}

}  // namespace skipgrid::sim::testing
