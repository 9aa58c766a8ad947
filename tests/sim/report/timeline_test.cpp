#include "sim/report/timeline.h"

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

using namespace skipgrid;
using namespace skipgrid::sim;

namespace {

traces::GemmOp product(const std::string& layer, int step) {
  traces::GemmOp op;
  op.layer = layer;
  op.op = "x2h";
  op.step = step;
  op.m = 2, op.k = 3, op.n = 4;
  return op;
}

}  // namespace

TEST_CASE("A timeline has a begin and an end for each operation, and a slice for tiles") {
  Timeline timeline;
  timeline.tiles(product("lstm0", 7), {Cycles(12), Cycles(20), 3, Cycles(4), Cycles(4)});
  timeline.product(product("lstm0 \"quoted\"", 7), Cycles(10), Cycles(25));
  traces::VectorOp op;
  op.layer = "lstm0";
  op.kind = traces::ElementWise::dropout;
  op.elements = 99;
  timeline.element_wise(op, Cycles(25), Cycles(30));
  const auto document = nlohmann::json::parse(timeline.text());
  const auto& events = document["traceEvents"];
  REQUIRE(events.size() == 6);
  CHECK(events[1]["name"] == "3 tiles of lstm0.x2h");
  CHECK(events[1]["ts"] == 12);
  CHECK(events[1]["dur"] == 12);
  CHECK(events[2]["name"] == "lstm0 \"quoted\".x2h FP 7");
  CHECK(events[2]["ph"] == "b");
  CHECK(events[2]["ts"] == 10);
  CHECK(events[3]["ph"] == "e");
  CHECK(events[3]["ts"] == 25);
  CHECK(events[2]["id"] == events[3]["id"]);
  CHECK(events[4]["args"]["elements"] == 99);
  CHECK(events[4]["cat"] != events[2]["cat"]);
}

TEST_CASE("A timeline stays small, and says how many slices it left out, on both sides of the edge") {
  const auto counts = [](int tiles, int operations) {
    Timeline timeline(6);
    for (int i = 0; i < tiles; ++i) timeline.tiles(product("l", i), {Cycles(i), Cycles(i), 1, Cycles(1), Cycles(0)});
    for (int i = 0; i < operations; ++i) timeline.product(product("l", i), Cycles(i), Cycles(i + 1));
    const auto document = nlohmann::json::parse(timeline.text());
    return std::make_pair(document["traceEvents"].size() - 1, document["otherData"]["slices left out"].get<int>());
  };
  CHECK(counts(3, 0) == std::make_pair(std::size_t{3}, 0));
  CHECK(counts(4, 0) == std::make_pair(std::size_t{3}, 1));
  // An operation is two events, and has room when tiles have taken theirs.
  CHECK(counts(4, 3) == std::make_pair(std::size_t{3 + 2 * 3}, 1));
  CHECK(counts(4, 4) == std::make_pair(std::size_t{3 + 2 * 3}, 2));
}
