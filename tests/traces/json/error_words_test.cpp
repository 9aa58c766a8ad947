#include "traces/json/error_words.h"

#include <catch2/catch.hpp>
#include <filesystem>
#include <functional>
#include <new>
#include <nlohmann/json.hpp>

#include "traces/input_error.h"

namespace skipgrid {
namespace {

std::string words(const std::function<void()>& action) {
  try {
    action();
  } catch (const std::exception& error) {
    return error_words(error);
  }
  return "no error";
}

TEST_CASE("What an exception tells has no text of a library in it") {
  CHECK(words([] { throw InputError("place", "problem"); }) == "place: problem");
  CHECK(words([] { throw std::runtime_error("in our words"); }) == "in our words");
  CHECK(words([] { throw std::bad_alloc(); }) == "not enough memory");
  CHECK(words([] { std::filesystem::rename("no/such/file", "other"); }) == "no/such/file: No such file or directory");
  CHECK(words([] { nlohmann::json("text").get<int>(); }) ==
        "internal error: a JSON value is not what it was checked to be");
}

TEST_CASE("A message keeps its ends, whole characters of them, and no more than somebody reads") {
  const std::string whole(1000, 'x');
  CHECK(shortened(whole) == whole);
  CHECK(shortened("place: " + std::string(1000, 'x') + " end") ==
        "place: " + std::string(593, 'x') + " ... " + std::string(296, 'x') + " end");
  std::string umlauts;
  for (int i = 0; i < 501; ++i) umlauts += "\xc3\xa4";
  CHECK(shortened("a" + umlauts) == "a" + umlauts.substr(0, 598) + " ... " + umlauts.substr(0, 300));
  CHECK(shortened("a" + umlauts + "b") == "a" + umlauts.substr(0, 598) + " ... " + umlauts.substr(0, 298) + "b");
}

}  // namespace
}  // namespace skipgrid
