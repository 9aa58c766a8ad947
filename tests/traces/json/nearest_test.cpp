#include "traces/json/nearest.h"

#include <catch2/catch.hpp>

using skipgrid::nearest;

TEST_CASE("The nearest name is the one with the fewest edits") {
  const std::vector<std::string> names{"rows", "cols", "dataflow", "schedule"};
  CHECK(nearest("row", names) == "rows");
  CHECK(nearest("clos", names) == "cols");  // two neighbours swapped
  CHECK(nearest("dataflows", names) == "dataflow");
  CHECK(nearest("sheduel", names) == "schedule");
  CHECK(nearest("rows", names) == "rows");
}

TEST_CASE("With nothing to choose from there is no nearest name") { CHECK(nearest("x", {}).empty()); }

TEST_CASE("A very long name takes no time worth naming") {
  CHECK(nearest(std::string(10'000'000, 'r'), {"rows", "cols"}) == "rows");
}
