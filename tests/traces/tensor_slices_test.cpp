#include "traces/tensor_slices.h"

#include <catch2/catch.hpp>

using namespace skipgrid::traces;

TEST_CASE("A name is a tensor and, in brackets, its steps") {
  struct Case {
    const char* name;
    const char* tensor;
    bool sliced;
    int first, last;
  };
  const Case cases[] = {{"lstm0.W", "lstm0.W", false, 0, 0},
                        {"lstm0.h[3]", "lstm0.h", true, 3, 3},
                        {"lstm0.h[-1]", "lstm0.h", true, -1, -1},
                        {"x[0..34]", "x", true, 0, 34},
                        {"x[-1..33]", "x", true, -1, 33},
                        {"x[]", "x[]", false, 0, 0},
                        {"x[a]", "x[a]", false, 0, 0},
                        {"x[3", "x[3", false, 0, 0},
                        {"x[3..]", "x[3..]", false, 0, 0},
                        {"x[3..1]", "x[3..1]", false, 0, 0},
                        {"x[3,4]", "x[3,4]", false, 0, 0},
                        {"x[1][2]", "x[1]", true, 2, 2},
                        {"x[99999999999]", "x[99999999999]", false, 0, 0}};
  for (const Case& c : cases) {
    INFO(c.name);
    const TensorSlices slices = parse_slices(c.name);
    CHECK(slices.tensor == c.tensor);
    CHECK(slices.count() == c.last - c.first + 1);
    REQUIRE(slices.sliced == c.sliced);
    if (c.sliced) {
      CHECK(slices.first == c.first);
      CHECK(slices.last == c.last);
    }
  }
}

TEST_CASE("Slices of one tensor have one name, in whatever order they come") {
  CHECK(spanned_name({"x[0]", "x[1]", "x[2]"}) == "x[0..2]");
  CHECK(spanned_name({"x[4]", "x[3]", "x[-1]"}) == "x[-1..4]");
  CHECK(spanned_name({"x[0..1]", "x[2..5]"}) == "x[0..5]");
  CHECK(spanned_name({"x[7]"}) == "x[7]");
  CHECK(spanned_name({"x[7]", "x[7]"}) == "x[7]");
  CHECK(spanned_name({"W", "W"}) == "W");
  CHECK(spanned_name({"x[7]", "x"}) == "x");
}
