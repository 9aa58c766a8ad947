#include "traces/json/overrides.h"

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

#include "tests/fixtures/error_text.h"

using namespace skipgrid;
using skipgrid::testing::error_text;

namespace {

Json with(const std::string& change, const std::string& text) {
  Json document = Json::parse(text);
  skipgrid::apply_override(parse_override(change), document);  // std::apply would like these arguments, too
  return document;
}

}  // namespace

TEST_CASE("The option --set reads its value as JSON, and as text when it is none") {
  CHECK(parse_override("/a=5").value == 5);
  CHECK(parse_override("/a=0.5").value == 0.5);
  CHECK(parse_override("/a=true").value == true);
  CHECK(parse_override("/a={\"b\": 1}").value == Json{{"b", 1}});
  CHECK(parse_override("/a=III").value == "III");
  CHECK(parse_override("/a=").value == "");
  CHECK(parse_override("/a=\"5\"").value == "5");
  CHECK(parse_override("/a=b=c").value == "b=c");
}

TEST_CASE("The option --set changes one member and leaves the others") {
  CHECK(with("/a/b=5", R"({"a": {"b": 1, "c": 2}})") == Json::parse(R"({"a": {"b": 5, "c": 2}})"));
  CHECK(with("/a~1b=5", R"({"a/b": 1})") == Json::parse(R"({"a/b": 5})"));
}

TEST_CASE("The option --set makes the objects on the way that are missing") {
  CHECK(with("/a/b/c=5", "{}") == Json::parse(R"({"a": {"b": {"c": 5}}})"));
}

TEST_CASE("The option --set takes an index of an array, or the next one") {
  CHECK(with("/a/1=5", R"({"a": [1, 2]})") == Json::parse(R"({"a": [1, 5]})"));
  CHECK(with("/a/2=5", R"({"a": [1, 2]})") == Json::parse(R"({"a": [1, 2, 5]})"));
  const auto refused = [](const std::string& text) { return error_text([&] { with(text, R"({"a": [1, 2]})"); }); };
  CHECK(refused("/a/3=5") == "--set /a/3=5: expected an array index from 0 to 2, got \"3\"");
  CHECK(refused("/a/1000000000000=5") ==
        "--set /a/1000000000000=5: expected an array index from 0 to 2, got \"1000000000000\"");
  CHECK(refused("/a/01=5") == "--set /a/01=5: expected an array index from 0 to 2, got \"01\"");
}

TEST_CASE("The option --set goes through nothing that has no members") {
  CHECK(error_text([] { with("/a/b=5", R"({"a": 1})"); }) ==
        "--set /a/b=5: \"b\" has no place in 1, which has no members");
}

TEST_CASE("The option --set without a pointer or without a value is refused") {
  for (const std::string text : {"", "=", "a=1", "/a", "/=", "=1", "/~2=1"}) {
    CAPTURE(text);
    CHECK_THAT(error_text([&] { parse_override(text); }), Catch::StartsWith("--set " + text + ": expected "));
  }
}
