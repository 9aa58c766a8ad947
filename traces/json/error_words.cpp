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

}  // namespace skipgrid
