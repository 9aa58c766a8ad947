#include "traces/json/error_words.h"

#include <fmt/format.h>

#include <filesystem>
#include <new>
#include <nlohmann/json.hpp>

namespace skipgrid {

std::string error_words(const std::exception& error) {
  if (const auto* file = dynamic_cast<const std::filesystem::filesystem_error*>(&error))
    return fmt::format("{}: {}", file->path1().string(), file->code().message());
  if (dynamic_cast<const nlohmann::json::exception*>(&error) != nullptr)
    return "internal error: a JSON value is not what it was checked to be";
  if (dynamic_cast<const std::bad_alloc*>(&error) != nullptr) return "not enough memory";
  return error.what();
}

std::string shortened(const std::string& message) {
  constexpr std::size_t kLongest = 1000, kBegin = 600, kEnd = 300;  // bytes
  if (message.size() <= kLongest) return message;
  const auto inside_character = [&](std::size_t at) { return (message[at] & 0xc0) == 0x80; };
  std::size_t begin = kBegin, end = message.size() - kEnd;
  while (begin > 0 && inside_character(begin)) --begin;
  while (end < message.size() && inside_character(end)) ++end;
  return message.substr(0, begin) + " ... " + message.substr(end);
}

}  // namespace skipgrid
