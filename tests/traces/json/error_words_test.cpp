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

}  // namespace
}  // namespace skipgrid
