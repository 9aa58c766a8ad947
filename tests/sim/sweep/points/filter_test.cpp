#include "sim/sweep/points/filter.h"

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

#include "tests/fixtures/error_text.h"

using skipgrid::Json;
using skipgrid::sweep::Filter;
using skipgrid::testing::error_text;

namespace {

const Json kRun = Json::parse(R"({"hardware": {"rows": 64, "cols": 256, "dataflow": "ws", "name": "a \\ b"},
                                  "dropout": {"nr": 0.5}, "flag": true, "a/b": 3, "list": [7]})");

bool keeps(const std::string& text) { return Filter(text, "place").keeps(kRun); }
std::string refused_filter(const std::string& text) {
  return error_text([&] { Filter(text, "place").keeps(kRun); });
}

}  // namespace

TEST_CASE("A filter computes with members of the configuration") {
  CHECK(keeps("{/hardware/rows} * {/hardware/cols} == 16384"));
  CHECK_FALSE(keeps("{/hardware/rows} * {/hardware/cols} == 16385"));
  CHECK(keeps("{/hardware/cols} / {/hardware/rows} <= 4"));
  CHECK_FALSE(keeps("{/hardware/cols} / {/hardware/rows} < 4"));
  CHECK(keeps("{/dropout/nr} > 0.4 && {/hardware/rows} >= 64"));
  CHECK(keeps("{/hardware/rows} < 64 || {/hardware/cols} != 64"));
  CHECK(keeps("!({/hardware/rows} == 8)"));
  CHECK(keeps("{/flag} == true"));
  CHECK(keeps("{/a~1b} + {/list/0} == 10"));
  CHECK(keeps("min({/hardware/rows}, {/hardware/cols}) == 64"));
}

TEST_CASE("A filter compares strings, and does nothing else with them") {
  CHECK(keeps("{/hardware/dataflow} == \"ws\""));
  CHECK(keeps("\"ws\"=={/hardware/dataflow}"));
  CHECK_FALSE(keeps("{/hardware/dataflow} != \"ws\""));
  CHECK_FALSE(keeps("{/hardware/dataflow} == \"os\""));
  CHECK(keeps("\"os\" != \"ws\""));
  CHECK_FALSE(keeps("{/hardware/rows} == \"64\""));
  CHECK(refused_filter("{/hardware/dataflow} > 3") ==
        "place: {/hardware/dataflow} is the string \"ws\", which can only be compared by == and !=");
  CHECK(refused_filter("{/hardware/rows} * \"ws\" > 3") == "place: \"ws\" can only be compared by == and !=");
}

TEST_CASE("A filter that cannot be read or evaluated is refused at its place") {
  for (const std::string text : {"{/hardware/rows", "{/hardware/rows} ==", "{rows} == 1", "\"ws == 1", "", "1, 0",
                                 "hardware == 1", "sqrt({/hardware/rows}", "{/hardware} == 1", "sqrt(0-1)", "@"}) {
    CAPTURE(text);
    CHECK_THAT(refused_filter(text), Catch::StartsWith("place: "));
  }
  // In our words, not in those of the library that reads it.
  const std::vector<std::pair<std::string, std::string>> cases{
      {"", "there is nothing in it"},
      {"{/hardware/rows} ==", "it ends early"},
      {"sqrt({/hardware/rows}", "a parenthesis is missing"},
      {"hardware == 1", "hardware is no number, pointer in braces or function"},
      {"@", "@ is no number, pointer in braces or function"},
      {"sqrt(1, 2)", "sqrt has too many arguments"},
      {"1, 0", "there is a comma outside of a function"},
      {"1 1", "1 stands where it cannot stand"},
      {"{/hardware/rows} {/hardware/cols}", "{/hardware/cols} stands where it cannot stand"}};
  for (const auto& [text, words] : cases) CHECK(refused_filter(text) == "place: cannot be read: " + words);
  CHECK(refused_filter("{/hardware/rows} = 64") == "place: expected == to compare, got =");
  CHECK(refused_filter("{/hardware/raws} == 64") ==
        "place: {/hardware/raws} is not set in every point: give it in \"base\"");
  CHECK_THAT(refused_filter("{/hardware/rows} {/hardware/cols}"), Catch::Contains("{/hardware/cols}"));
}
