#include "traces/tensor_reference.h"

#include <catch2/catch.hpp>
#include <limits>

using namespace skipgrid::traces;

namespace {

TensorReference span(const std::vector<const char*>& texts) {
  std::vector<TensorReference> tensors;
  for (const char* text : texts) tensors.push_back(tensor_from_string(text));
  std::vector<const TensorReference*> parts;
  for (const TensorReference& tensor : tensors) parts.push_back(&tensor);
  return span_of(parts);
}

bool overlap(const char* x, const char* y) {
  const bool meet = overlap(tensor_from_string(x), tensor_from_string(y));
  CHECK(overlap(tensor_from_string(y), tensor_from_string(x)) == meet);
  return meet;
}

}  // namespace

TEST_CASE("The text of a tensor is its name and, in brackets, its steps") {
  struct Case {
    const char* text;
    TensorReference tensor;
  };
  const Case cases[] = {{"lstm0.W", {"lstm0.W"}},
                        {"lstm0.h[3]", {"lstm0.h", 3, 1}},
                        {"lstm0.h[-1]", {"lstm0.h", -1, 1}},
                        {"x[0..34]", {"x", 0, 35}},
                        {"x[-1..33]", {"x", -1, 35}},
                        {"x[]", {"x[]"}},
                        {"x[a]", {"x[a]"}},
                        {"x[3", {"x[3"}},
                        {"x[3..]", {"x[3..]"}},
                        {"x[3..1]", {"x[3..1]"}},
                        {"x[3,4]", {"x[3,4]"}},
                        {"x[3.4]", {"x[3.4]"}},
                        {"x[1][2]", {"x[1]", 2, 1}},
                        {"[5]", {"", 5, 1}},
                        {"", {""}},
                        {"]", {"]"}},
                        {"x[2147483647]", {"x", 2147483647, 1}},
                        {"x[99999999999]", {"x[99999999999]"}},
                        {"x[0..2147483646]", {"x", 0, 2147483647}},
                        {"x[0..2147483647]", {"x[0..2147483647]"}}};  // one step too many to count
  for (const Case& c : cases) {
    INFO(c.text);
    const TensorReference tensor = tensor_from_string(c.text);
    CHECK(tensor.name == c.tensor.name);
    CHECK(tensor.first == c.tensor.first);
    CHECK(tensor.count == c.tensor.count);
    CHECK(tensor.slices() == (c.tensor.count == 0 ? 1 : c.tensor.count));
    CHECK(to_string(tensor) == c.text);
  }
}

TEST_CASE("A reference that is used again keeps nothing of what it was") {
  TensorReference tensor{"lstm0.h", 3, 4};
  assign(tensor, "W");
  CHECK(tensor == TensorReference{"W"});
}

TEST_CASE("Two references are the same when name, first step and count are") {
  const TensorReference tensor{"x", 1, 2};
  CHECK(tensor == TensorReference{"x", 1, 2});
  CHECK(tensor != TensorReference{"y", 1, 2});
  CHECK(tensor != TensorReference{"x", 2, 2});
  CHECK(tensor != TensorReference{"x", 1, 1});
  CHECK(TensorReference{"x"} != TensorReference{"x", 0, 1});
}

TEST_CASE("References overlap where they share a slice, on both sides of each edge, and the whole with every part") {
  CHECK(overlap("x[3..5]", "x[5]"));
  CHECK_FALSE(overlap("x[3..5]", "x[6]"));
  CHECK(overlap("x[3..5]", "x[-1..3]"));
  CHECK_FALSE(overlap("x[3..5]", "x[-1..2]"));
  CHECK(overlap("x[0..9]", "x[4]"));
  CHECK_FALSE(overlap("x[4]", "y[4]"));
  CHECK(overlap("x", "x"));
  CHECK(overlap("x", "x[4]"));
  CHECK_FALSE(overlap("x", "y"));
  CHECK(overlap("x[2147483647]", "x[2147483646..2147483647]"));
}

TEST_CASE("The span of slices of one tensor reaches from the first to the last, in whatever order they come") {
  CHECK(span({"x[0]", "x[1]", "x[2]"}) == TensorReference{"x", 0, 3});
  CHECK(span({"x[4]", "x[3]", "x[-1]"}) == TensorReference{"x", -1, 6});
  CHECK(span({"x[0..1]", "x[2..5]"}) == TensorReference{"x", 0, 6});
  CHECK(span({"x[7]"}) == TensorReference{"x", 7, 1});
  CHECK(span({"x[7]", "x[7]"}) == TensorReference{"x", 7, 1});
  CHECK(span({"W", "W"}) == TensorReference{"W"});
  CHECK(span({"x[7]", "x"}) == TensorReference{"x"});
  CHECK(span({"x[-2147483648]", "x[2147483647]"}) == TensorReference{"x"});  // more steps than can be counted
}
