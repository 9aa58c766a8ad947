#include "sim/sweep/points/axis.h"

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

#include "sim/sweep/points/value_range.h"
#include "tests/fixtures/error_text.h"

using namespace skipgrid::sweep;
using skipgrid::Json;
using skipgrid::OrderedJson;
using skipgrid::testing::error_text;

namespace {

std::string range(const std::string& text) { return Json(expand_range(OrderedJson::parse(text), "place")).dump(); }

std::vector<Axis> axes(const std::string& text) { return read_axes(OrderedJson::parse(text), "sweep.json"); }
std::string refused(const std::string& text) {
  return error_text([&] { axes(text); });
}

}  // namespace

TEST_CASE("Ranges end at their end, and integers stay integers") {
  CHECK(range(R"({"from": 1, "to": 10, "step": 3})") == "[1,4,7,10]");
  CHECK(range(R"({"from": 1, "to": 9, "step": 3})") == "[1,4,7]");
  CHECK(range(R"({"from": 5, "to": 5, "step": 3})") == "[5]");
  CHECK(range(R"({"from": -2, "to": 2, "step": 2})") == "[-2,0,2]");
  CHECK(range(R"({"from": 0.1, "to": 0.5, "step": 0.1})") == "[0.1,0.2,0.3,0.4,0.5]");
  CHECK(range(R"({"from": 0, "to": 1, "step": 0.5})") == "[0.0,0.5,1.0]");
  CHECK(range(R"({"from": 8, "to": 256, "factor": 2})") == "[8,16,32,64,128,256]");
  CHECK(range(R"({"from": 8, "to": 255, "factor": 2})") == "[8,16,32,64,128]");
  CHECK(range(R"({"from": 0.01, "to": 1, "factor": 10})") == "[0.01,0.1,1.0]");
}

TEST_CASE("A range that has no end, or no beginning, is refused") {
  for (const std::string text : {R"({"from": 1, "to": 5, "step": 0})", R"({"from": 1, "to": 5, "step": -1})",
                                 R"({"from": 5, "to": 1, "step": 1})", R"({"from": 0, "to": 5, "factor": 2})",
                                 R"({"from": 1, "to": 5, "factor": 1})", R"({"from": 0, "to": 1e9, "step": 1})"}) {
    CAPTURE(text);
    CHECK_THAT(error_text([&] { range(text); }), Catch::StartsWith("place: expected "));
  }
}

TEST_CASE("Axes come in the order of the file, then zip groups, whose pointers move together") {
  const std::vector<Axis> read = axes(R"({"axes": {"/z": [1, 2], "/a": {"from": 1, "to": 3, "step": 1}},
                                          "zip": [{"/y": [1, 2], "/b": ["p", "q"]}]})");
  REQUIRE(read.size() == 3);
  CHECK(read[0].pointers == std::vector<std::string>{"/z"});
  CHECK(read[1].steps.size() == 3);
  CHECK(read[2].pointers == std::vector<std::string>{"/y", "/b"});
  REQUIRE(read[2].steps.size() == 2);
  CHECK(read[2].steps[1][0].content == 2);
  CHECK(read[2].steps[1][1].content == "q");
}

TEST_CASE("A manifest keeps axes as they are") {
  for (const Axis& axis :
       axes(R"({"axes": {"/z": [1, "b", null, {"c": [1]}]}, "zip": [{"/y": [1, 2], "/b": [3, 4]}]})")) {
    const Axis again = axis_from_json(to_json(axis));
    CHECK(to_json(again) == to_json(axis));
    CHECK(again.steps.size() == axis.steps.size());
  }
}

TEST_CASE("Axes that make no sense are refused where they stand") {
  CHECK_THAT(refused(R"({"axes": {"rows": [1]}})"),
             Catch::StartsWith("sweep.json: /axes: rows: expected a JSON pointer"));
  CHECK_THAT(refused(R"({"axes": {"/a~7": [1]}})"), Catch::Contains("expected a JSON pointer"));
  CHECK_THAT(refused(R"({"axes": {"/a": [1, 2, 1]}})"),
             Catch::Equals("sweep.json: /axes: /a: the value 1 comes twice"));
  CHECK_THAT(refused(R"({"zip": [{"/a": [1, 2], "/b": [1, 2, 3]}]})"),
             Catch::Equals("sweep.json: /zip/0: /b: expected 2 values, as many as /a has, got 3"));
  CHECK_THAT(refused(R"({"axes": {"/a": [1]}, "zip": [{"/a": [2]}]})"), Catch::Contains("/a is varied twice"));
  CHECK_THAT(refused(R"({"axes": {"/a/b": [1], "/a": [{}]}})"), Catch::Contains("/a would undo /a/b"));
  CHECK(axes(R"({"axes": {"/a": [{}], "/a/b": [1], "/ab": [2]}})").size() == 3);
  CHECK_THAT(refused(R"({"axes": {"/hardware": ["nowhere.json"]}})"), Catch::Contains("nowhere.json: cannot be read"));
}

TEST_CASE("Values are shown without quotes, and objects by their names") {
  CHECK(shown_text("a,b") == "a,b");
  CHECK(shown_text(0.5) == "0.5");
  CHECK(shown_text(true) == "true");
  CHECK(shown_text(Json{{"name", "tpu"}, {"rows", 8}}) == "tpu");
  CHECK(shown_text(Json{1, 2}) == "[1,2]");
}
