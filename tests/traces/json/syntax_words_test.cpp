// Syntax errors are told in words that say what was expected and what stands there, none of them the library's.
#include "traces/json/syntax_words.h"

#include <catch2/catch.hpp>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "tests/fixtures/error_text.h"
#include "traces/json/json_reader.h"

namespace skipgrid::testing {
namespace {

std::string problem(const std::string& text) {
  const std::string message = error_text([&] { parse_json(text, "f"); });
  return message.substr(message.find(": ") + 2);
}

}  // namespace

TEST_CASE("A syntax error says what was expected and what was found") {
  const std::vector<std::pair<std::string, std::string>> cases{
      {"", "expected a value, found the end of the text"},
      {"{", "expected a key in quotation marks, found the end of the text"},
      {R"({"a")", "expected ':', found the end of the text"},
      {R"({"a":)", "expected a value, found the end of the text"},
      {R"({"a":1)", "expected ',' or '}', found the end of the text"},
      {R"({"a":1,})", "expected a key in quotation marks, found '}'"},
      {R"({"a":1 "b":2})", "expected ',' or '}', found a string"},
      {R"({"a" 1})", "expected ':', found a number"},
      {R"({"a":1}})", "expected nothing more, found '}'"},
      {"[1 2]", "expected ',' or ']', found a number"},
      {"[1,]", "expected a value, found ']'"},
      {"[1;2]", "expected ',' or ']', found what JSON does not have"},
      {"{a:1}", "expected a key in quotation marks, found what JSON does not have"},
      {"[tru]", "expected a value, found what JSON does not have"},
      {"// x\n{}", "expected a value, found what JSON does not have"},
      {"[true false]", "expected ',' or ']', found false"},
      {"[true null]", "expected ',' or ']', found null"},
      {"[1 true]", "expected ',' or ']', found true"},
      {"\"a", "expected a value, found a string without its closing quotation mark"},
      {"\"a\nb\"", "expected a value, found a control character in a string, to be written \\n, \\t or \\u00XX"},
      {R"("\q")", "expected a value, found a backslash in a string that begins no escape"},
      {R"("\u12")", "expected a value, found \\u in a string without four hexadecimal digits"},
      {R"("\ud800")", "expected a value, found half of a pair \\uD8XX\\uDCXX in a string"},
      {"\"\xff\"", "expected a value, found a byte in a string that is not UTF-8"},
      {"1.", "expected a value, found a number that is not complete"},
      {"1e999", "expected a value, found a number larger than a double can be"},
      {"\xef\xbb{}", "expected a value, found part of a byte order mark"},
      // What stands in the text is not mistaken for what the library says of it.
      {"[unexpected '{'", "expected a value, found what JSON does not have"},
      {"\"; expected end of input", "expected a value, found a string without its closing quotation mark"},
  };
  for (const auto& [text, words] : cases) {
    CAPTURE(text);
    CHECK(problem(text) == words);
  }
}

}  // namespace skipgrid::testing
