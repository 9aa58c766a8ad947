#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>
#include <random>

#include "traces/jsonl/json_tape.h"
#include "traces/jsonl/json_text.h"
#include "traces/jsonl/record_error.h"

using namespace skipgrid::traces;
using Catch::Matchers::Contains;

namespace {

std::string compact(const std::string& json) {
  JsonTape tape;
  tape.parse(json);
  std::string text;
  tape.append_compact(0, text);
  return text;
}

/// A random value with keys in random order and every kind of scalar.
nlohmann::ordered_json random_json(std::mt19937_64& random, int depth) {
  switch (random() % (depth > 0 ? 8 : 6)) {
    case 0: return nullptr;
    case 1: return random() % 2 == 0;
    case 2: return static_cast<std::int64_t>(random());
    case 3: return random();
    case 4: return 0.5 + static_cast<double>(random() % 1000);
    case 5: return std::string(random() % 5, static_cast<char>(random() % 128));
    case 6: {
      auto array = nlohmann::ordered_json::array();
      for (auto i = random() % 4; i > 0; --i) array.push_back(random_json(random, depth - 1));
      return array;
    }
    default: {
      auto object = nlohmann::ordered_json::object();
      for (auto i = random() % 4; i > 0; --i) object[std::to_string(random() % 1000)] = random_json(random, depth - 1);
      return object;
    }
  }
}

}  // namespace

TEST_CASE("Compact text of a random value is what the JSON library writes") {
  const auto seed = GENERATE(range(1u, 501u));
  CAPTURE(seed);
  std::mt19937_64 random(seed);
  const nlohmann::ordered_json value = random_json(random, 5);
  CHECK(compact(value.dump()) == value.dump());
  CHECK(compact(value.dump(3)) == value.dump());
}

TEST_CASE("Numbers keep their spelling") {
  const auto number = GENERATE("0", "-1", "9223372036854775807", "-9223372036854775808", "9223372036854775808",
                               "18446744073709551615", "18446744073709551616", "1.50", "1e5", "-0.0", "1E+300");
  CHECK(compact(number) == number);
}

TEST_CASE("A number that no double holds is refused") {
  CHECK_THROWS_WITH(compact("[1e400]"), "a number too large for a double: 1e400");
}

TEST_CASE("A tape is as good as new for each text") {
  JsonTape tape;
  tape.parse(R"({"a":[1,2,{"b":"text"}]})");
  CHECK_THROWS_AS(tape.parse(R"({"a":[[[)"), RecordError);
  tape.parse("[7]");
  REQUIRE(tape.node(0).kind == JsonNode::Kind::array);
  CHECK(tape.node(0).end == 2);
  CHECK(tape.node(1).integer == 7);
}

TEST_CASE("What is not one JSON value is refused") {
  const auto text = GENERATE(as<std::string>{}, "", " ", "{", "}", "[1,]", "{\"a\":1,}", "{'a':1}", "1 2", "{} {}",
                             "nul", "01", "+1", ".5", "1.", "0x1", "NaN", "Infinity", "\"", "\"\n\"", "\"\\x\"",
                             "\"\\ud800\"", "\"\xff\"", "\"\xc0\x80\"", "/**/1", "[1 2]", "{\"a\"}", "{1:2}",
                             std::string("1\0", 2), std::string("{}\0{", 4), std::string("\"\0\"", 3));
  CAPTURE(text);
  CHECK_THROWS_WITH(compact(text), Contains("not valid JSON"));
}

TEST_CASE("A key given twice is refused at every depth, and equal keys of different objects are not") {
  CHECK_THROWS_WITH(compact(R"({"a":1,"b":2,"a":3})"), "a: the key is given twice");
  CHECK_THROWS_WITH(compact(R"([{"x":{"b":2,"b":3}}])"), "b: the key is given twice");
  CHECK_THROWS_WITH(compact(R"({"a":1,"\u0061":3})"), "a: the key is given twice");
  CHECK_NOTHROW(compact(R"({"a":{"a":{"a":"a"}},"b":[{"a":1},{"a":1}]})"));
}

TEST_CASE("Nesting is taken to the limit and refused one level beyond it") {
  const auto nested = [](int depth) {
    return std::string(static_cast<std::size_t>(depth), '[') + std::string(static_cast<std::size_t>(depth), ']');
  };
  CHECK_NOTHROW(compact(nested(JsonTape::kMaxDepth)));
  CHECK_THROWS_WITH(compact(nested(JsonTape::kMaxDepth + 1)), Contains("nested deeper"));
  CHECK_THROWS_WITH(compact(std::string(10000000, '[')), Contains("nested deeper"));
}

TEST_CASE("A line of too many values is refused") {
  std::string many = "[0";
  for (std::size_t i = 2; i < JsonTape::kMaxNodes; ++i) many += ",0";
  CHECK_NOTHROW(compact(many + "]"));
  CHECK_THROWS_WITH(compact(many + ",0]"), Contains("values on one line"));
}

TEST_CASE("An excerpt is one short printable line") {
  CHECK(quoted_excerpt("abc") == "\"abc\"");
  CHECK(quoted_excerpt("a\nb\x1b[0m") == "\"a?b?[0m\"");
  CHECK(quoted_excerpt(std::string(100, 'x')) == "\"" + std::string(40, 'x') + "...\"");
  CHECK(excerpt(std::string(39, 'x') + "üü") == std::string(39, 'x') + "...");
  CHECK(excerpt(std::string(38, 'x') + "üü") == std::string(38, 'x') + "ü...");
}
