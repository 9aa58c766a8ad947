#include "tests/fuzz/judge.h"

#include <cxxabi.h>
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cstdlib>
#include <memory>
#include <stdexcept>
#include <string_view>
#include <typeinfo>

#include "traces/input_error.h"
#include "traces/json/error_words.h"
#include "traces/shown_text.h"

namespace skipgrid::fuzz {
namespace {

constexpr std::size_t kLongestMessage = 1000;  // bytes: a line that somebody reads

constexpr std::array<std::string_view, 13> kLibraryTexts{
    "json.exception", "filesystem error", "constraint failed", "E549",    "std::", "basic_string", "vector::",
    "muParser",       "simdjson",         "bad_alloc",         "map::at", "stoi",  "while parsing"};

std::string name_of(const std::type_info& type) {
  int status = 0;
  const std::unique_ptr<char, void (*)(void*)> name(abi::__cxa_demangle(type.name(), nullptr, nullptr, &status),
                                                    std::free);
  return status == 0 ? name.get() : type.name();
}

/// What is wrong with a refusal's words; the input's own may be among them.
std::string fault_of(const std::string& words, const std::string& bytes) {
  if (words.find(' ') == std::string::npos) return "no message: " + words;
  if (words.find('\n') != std::string::npos) return "a message of several lines: " + words;
  if (words.size() > kLongestMessage) return fmt::format("a message of {} bytes: {}", words.size(), words);
  const std::string given = shown(bytes);
  for (const std::string_view text : kLibraryTexts)
    if (words.find(text) != std::string::npos && given.find(text) == std::string::npos)
      return "a library's words: " + words;
  return "";
}

}  // namespace

std::string Judge::finding(const std::string& bytes) {
  file_.fill(bytes);
  try {
    target_.read({bytes, file_.path()});
  } catch (const InputError& error) {
    return fault_of(shortened(shown(error.what())), bytes);
  } catch (const std::overflow_error& error) {
    return fault_of(shortened(shown(error.what())), bytes);
  } catch (const std::exception& error) {
    return fmt::format("{}, which is no refusal: {}", name_of(typeid(error)), error.what());
  } catch (...) {
    return "something thrown that is no exception";
  }
  return "";
}

}  // namespace skipgrid::fuzz
