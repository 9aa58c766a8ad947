// Contracting a graph: who may be one with whom, and in what order things come afterwards.
#include "sim/schedule/iteration/op_graph.h"

#include <catch2/catch.hpp>
#include <stdexcept>

namespace skipgrid::sim {

using Ops = std::vector<std::size_t>;

TEST_CASE("Depth counts the members on the longest path, whatever lies between them") {
  // 0 -> 1 -> 2 -> 3, 4 alone; 1 and 4 are not counted.
  const OpGraph graph(5, {{0, 1}, {1, 2}, {2, 3}});
  CHECK(graph.depths({0, 2, 3}) == std::vector<int>{1, 2, 3});
  CHECK(graph.depths({0, 3, 4}) == std::vector<int>{1, 2, 1});
}

TEST_CASE("Of two pairs that are each legal but not together, contracting one shows in the other's depths") {
  // a0 -> b0, b1 -> a1
  OpGraph graph(4, {{0, 2}, {1, 3}});
  const Ops a{0, 3}, b{1, 2};
  CHECK(graph.depths(a) == std::vector<int>{1, 1});
  CHECK(graph.depths(b) == std::vector<int>{1, 1});
  graph.contract({a});
  CHECK(graph.depths(b) == std::vector<int>{1, 2});
  CHECK_THROWS_AS(graph.contract({b}), std::logic_error);
}

TEST_CASE("The order changes only for those that wait for the group") {
  // 0 and 3 become one, 3 needs 2; 1 needs 0.
  OpGraph graph(6, {{0, 1}, {2, 3}, {4, 5}});
  CHECK(graph.order() == Ops{0, 1, 2, 3, 4, 5});
  graph.contract({{0, 3}});
  CHECK(graph.order() == Ops{2, 0, 1, 4, 5});
  CHECK(graph.members(0) == Ops{0, 3});
  CHECK(graph.group_of(3) == 0);
}

TEST_CASE("An order of writing keeps its order, but two that only write in order may be one") {
  OpGraph graph(4, {{0, 2, true}, {1, 3}});
  CHECK(graph.depths({0, 2}) == std::vector<int>{1, 1});
  CHECK(graph.depths({1, 3}) == std::vector<int>{1, 2});
  SECTION("contracted with one another") {
    graph.contract({{0, 2}});
    CHECK(graph.order() == Ops{0, 1, 3});
  }
  SECTION("kept when the earlier one moves back") {
    OpGraph late(4, {{0, 1, true}, {2, 3}});
    late.contract({{0, 3}});
    CHECK(late.order() == Ops{2, 0, 1});
  }
}

}  // namespace skipgrid::sim
