#include "traces/json/json_reader.h"

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

#include "tests/fixtures/error_text.h"
#include "tests/fixtures/temporary_folder.h"

using namespace skipgrid;
using namespace skipgrid;
using skipgrid::testing::error_text;

namespace {

std::string parse_error(const std::string& text) {
  return error_text([&] { parse_json(text, "f.json"); });
}

}  // namespace

TEST_CASE("JSON without mistakes is read as it stands") {
  const Json json = parse_json(R"({"a": [1, -2, 0.5, true, null], "b": {"a": "x"}})", "f.json");
  CHECK(json == Json{{"a", {1, -2, 0.5, true, nullptr}}, {"b", {{"a", "x"}}}});
}

TEST_CASE("A syntax error is placed by line and column") {
  CHECK_THAT(parse_error("{\"a\": 1,\n  }"), Catch::StartsWith("f.json:2:3: expected a key"));
  CHECK_THAT(parse_error("{\"a\": 1} x"), Catch::StartsWith("f.json:1:10: "));
  CHECK_THAT(parse_error(""), Catch::StartsWith("f.json:1:1: "));
  CHECK_THAT(parse_error("[1, 1e999]"), Catch::StartsWith("f.json:1:"));
  CHECK_THAT(parse_error("\"\xff\""), Catch::StartsWith("f.json:1:2: "));
}

TEST_CASE("A duplicate key is refused where its second name begins") {
  CHECK(parse_error("{\"a\": 1,\n \"b\": 2, \"a\": 3}") == "f.json:2:10: duplicate key \"a\"");
  // Written in two ways it is still the same key.
  CHECK(parse_error("{\"a\": 1, \"\\u0061\": 3}") == "f.json:1:10: duplicate key \"a\"");
  // A quote inside the key is not where the key begins.
  CHECK(parse_error("{\"x\\\"y\": 1, \"x\\\"y\": 3}") == "f.json:1:13: duplicate key \"x\"y\"");
}

TEST_CASE("The same key in two objects is no duplicate") {
  CHECK(parse_error(R"({"a": {"a": {"a": 1}}, "b": [{"a": 1}, {"a": 1}]})") == "no error");
}

TEST_CASE("A string with a NUL in it is refused, since a path or a message would end there") {
  CHECK(parse_error("{\"a\": 1,\n \"b\": \"x\\u0000y\"}") == "f.json:2:7: a string with a NUL character");
  CHECK(parse_error("{\"x\\u0000y\": 1}") == "f.json:1:2: a string with a NUL character");
}

TEST_CASE("Nesting is limited, so that hostile text cannot exhaust the stack") {
  const auto nested = [](std::size_t depth) { return std::string(depth, '[') + std::string(depth, ']'); };
  CHECK(parse_error(nested(kMaxJsonDepth)) == "no error");
  CHECK_THAT(parse_error(nested(kMaxJsonDepth + 1)), Catch::Contains("nested deeper than 64 levels"));
  CHECK_THAT(parse_error(nested(1'000'000)), Catch::Contains("nested deeper than 64 levels"));
}

TEST_CASE("A file that cannot be read is named") {
  const traces::test::TemporaryFolder folder;
  CHECK(error_text([&] { read_json_file(folder / "none.json"); }) ==
        (folder / "none.json") + ": cannot be read: No such file or directory");
  CHECK_THAT(error_text([&] { read_json_file(folder / "."); }),
             Catch::EndsWith("expected a JSON file, got a directory"));
  traces::test::write_file(folder / "long.json", std::string(kMaxJsonBytes + 1, ' '));
  CHECK_THAT(error_text([&] { read_json_file(folder / "long.json"); }), Catch::Contains("is longer than"));
}

TEST_CASE("A value in a message is short") {
  CHECK(brief(Json(5)) == "5");
  CHECK(brief(Json("x")) == "\"x\"");
  CHECK(brief(Json::array({1, 2})) == "an array");
  CHECK(brief(Json::object()) == "{}");
  CHECK(brief(Json(std::string(1000, 'y'))) == "\"" + std::string(59, 'y') + "... (1002 bytes)");
}
