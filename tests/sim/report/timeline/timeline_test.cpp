#include "sim/report/timeline/timeline.h"

#include <algorithm>
#include <catch2/catch.hpp>
#include <map>
#include <nlohmann/json.hpp>
#include <stdexcept>
#include <tuple>
#include <vector>

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

TEST_CASE("A timeline has named tracks, and on each slices that do not overlap") {
  Timeline timeline(4);
  timeline.tiles(product("lstm0", 7), {Cycles(12), Cycles(20), 3, Cycles(4), Cycles(4)}, 6);
  timeline.product(product("lstm0 \"quoted\"", 7), Cycles(10), Cycles(25));
  timeline.product(product("lstm0", 8), Cycles(20), Cycles(30));
  timeline.product(product("lstm0", 9), Cycles(25), Cycles(40));
  traces::VectorOp op;
  op.layer = "lstm0";
  op.kind = traces::ElementWise::dropout;
  op.elements = 99;
  timeline.element_wise(op, Cycles(25), Cycles(30));
  const auto document = nlohmann::json::parse(timeline.text());
  std::map<int, std::string> tracks;
  std::map<std::string, std::vector<nlohmann::json>> slices;
  for (const auto& event : document["traceEvents"]) {
    if (event["name"] == "thread_name") tracks[event["tid"]] = event["args"]["name"];
    if (event["ph"] == "X") slices[tracks.at(event["tid"])].push_back(event);
  }
  REQUIRE(slices["tiles that stream"].size() == 1);
  const auto& tiles = slices["tiles that stream"][0];
  CHECK(tiles["name"] == "lstm0.x2h FP");
  CHECK(tiles["args"]["tiles"] == 3);
  CHECK(tiles["ts"] == 12);
  CHECK(tiles["dur"] == 12);
  REQUIRE(slices["array"].size() == 2);
  CHECK(slices["array"][0]["name"] == "lstm0 \"quoted\".x2h FP");
  CHECK(slices["array"][0]["args"]["step"] == 7);
  CHECK(slices["array"][0]["ts"] == 10);
  CHECK(slices["array"][0]["dur"] == 15);
  CHECK(slices["array"][1]["args"]["step"] == 9);
  REQUIRE(slices["array, overlapping"].size() == 1);
  CHECK(slices["array, overlapping"][0]["args"]["step"] == 8);
  REQUIRE(slices["vector unit"].size() == 1);
  CHECK(slices["vector unit"][0]["args"]["elements"] == 99);
}

TEST_CASE("A window shows what overlaps it, and refuses what is none") {
  const Window window = window_from_string("20:30");
  Timeline timeline(4, window);
  for (int begin = 0; begin < 60; begin += 10) timeline.product(product("l", begin), Cycles(begin), Cycles(begin + 10));
  timeline.product(product("l", 99), Cycles(29), Cycles(31));
  const std::string text = timeline.text();
  CHECK_THAT(text, Catch::Contains("\"step\":20,") && Catch::Contains("\"step\":99,"));
  CHECK_THAT(text, !Catch::Contains("\"step\":10,") && !Catch::Contains("\"step\":30,"));
  CHECK(timeline.left_out() == 0);
  CHECK(window_from_string(":5").from == Cycles(0));
  CHECK(window_from_string("5:").from == Cycles(5));
  for (const char* wrong : {"", "5", "5:5", "6:5", "a:b", "1:2:3", "-1:5", "1 :5"})
    CHECK_THROWS_AS(window_from_string(wrong), std::invalid_argument);
}

TEST_CASE("A timeline stays small, and says how many slices it left out, on both sides of the edge") {
  const auto counts = [](int tiles, int operations) {
    Timeline timeline(1, {}, 3);
    for (int i = 0; i < tiles; ++i) timeline.tiles(product("l", i), {Cycles(i), Cycles(i), 1, Cycles(1), Cycles(0)}, 1);
    for (int i = 0; i < operations; ++i) timeline.product(product("l", i), Cycles(i), Cycles(i + 1));
    const auto document = nlohmann::json::parse(timeline.text());
    const auto& events = document["traceEvents"];
    const auto slices =
        std::count_if(events.begin(), events.end(), [](const auto& event) { return event["ph"] == "X"; });
    CHECK(document["otherData"]["slices left out"] == timeline.left_out());
    return std::make_pair(slices, timeline.left_out());
  };
  CHECK(counts(3, 0) == std::make_pair(std::ptrdiff_t{3}, std::int64_t{0}));
  CHECK(counts(4, 0) == std::make_pair(std::ptrdiff_t{3}, std::int64_t{1}));
  // Each track has room of its own.
  CHECK(counts(4, 3) == std::make_pair(std::ptrdiff_t{6}, std::int64_t{1}));
  CHECK(counts(4, 4) == std::make_pair(std::ptrdiff_t{6}, std::int64_t{2}));
}

TEST_CASE("Requests of DRAM are shown one after the other, and as one where they are done at once") {
  Timeline timeline(1);
  timeline.transfer(DramDirection::read, Bytes(64), Cycles(10), Cycles(20));
  timeline.transfer(DramDirection::read, Bytes(32), Cycles(12), Cycles(25));
  timeline.transfer(DramDirection::read, Bytes(16), Cycles(13), Cycles(25));
  timeline.transfer(DramDirection::write, Bytes(8), Cycles(40), Cycles(44));
  timeline.end(Cycles(50));
  using Slice = std::tuple<int, int, int, int>;  // from, cycles, bytes, requests
  std::vector<Slice> slices;
  const auto document = nlohmann::json::parse(timeline.text());
  for (const auto& event : document["traceEvents"])
    if (event["ph"] == "X")
      slices.emplace_back(event["ts"], event["dur"], event["args"]["bytes"], event["args"]["requests"]);
  CHECK(slices == std::vector<Slice>{{10, 10, 64, 1}, {20, 5, 48, 2}, {40, 4, 8, 1}});
}
