// Names of tensors, their slices, and what they were read and written as.
#include "sim/fusion/tensor_slices.h"

#include <catch2/catch.hpp>

#include "sim/fusion/tensor_history.h"

namespace skipgrid::sim {

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

TEST_CASE("A tensor's value changes when it is overwritten, and when more is added to a sum that was read") {
  TensorHistory history;
  const auto first = history.overwrite_by_product("C", 7);
  CHECK(history.accumulate("C") == first);
  CHECK(history.read("C") == first);
  CHECK(history.overwriter("C") == 7);
  const auto more = history.accumulate("C");
  CHECK_FALSE(more == first);
  CHECK(history.accumulate("C") == more);
  history.write_by_vector("C");
  CHECK_FALSE(history.overwriter("C").has_value());
  CHECK_FALSE(history.read("C") == more);
  CHECK_FALSE(history.read("D") == history.read("C"));
  CHECK_FALSE(history.overwriter("never seen").has_value());
}

}  // namespace skipgrid::sim
