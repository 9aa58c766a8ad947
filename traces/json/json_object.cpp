#include "traces/json/json_object.h"

#include <fmt/format.h>
#include <nlohmann/json.hpp>
#include <utility>

#include "traces/input_error.h"
#include "traces/json/json_reader.h"

namespace skipgrid {

JsonObject::JsonObject(const nlohmann::json& json, std::string place) : json_(json), place_(std::move(place)) {
  if (!json.is_object()) throw InputError(place_, "expected an object, got " + brief(json));
}

bool JsonObject::has(const std::string& key) const { return json_.contains(key); }

void JsonObject::fail(const std::string& key, const std::string& expected) const {
  throw InputError(place_of(key), fmt::format("expected {}, got {}", expected, brief(json_.at(key))));
}

const nlohmann::json& JsonObject::at(const std::string& key) {
  known_.insert(key);
  if (!has(key)) throw InputError(place_of(key), "is missing");
  return json_.at(key);
}

std::int64_t JsonObject::integer(const std::string& key, std::int64_t least, std::int64_t most) {
  const nlohmann::json& value = at(key);
  const bool fits = value.is_number_integer() &&
                    !(value.is_number_unsigned() && value.get<std::uint64_t>() > static_cast<std::uint64_t>(most));
  if (!fits || value.get<std::int64_t>() < least || value.get<std::int64_t>() > most) {
    fail(key, fmt::format("an integer from {} to {}", least, most));
  }
  return value.get<std::int64_t>();
}

std::uint64_t JsonObject::natural(const std::string& key) {
  const nlohmann::json& value = at(key);
  if (!value.is_number_integer() || (!value.is_number_unsigned() && value.get<std::int64_t>() < 0)) {
    fail(key, "an integer >= 0");
  }
  return value.get<std::uint64_t>();
}

double JsonObject::number(const std::string& key, double least, double below) {
  const nlohmann::json& value = at(key);
  if (!value.is_number() || !(value.get<double>() >= least) || !(value.get<double>() < below)) {
    fail(key, below == std::numeric_limits<double>::infinity() ? fmt::format("a number >= {}", least)
                                                               : fmt::format("a number in [{}, {})", least, below));
  }
  return value.get<double>();
}

std::string JsonObject::text(const std::string& key) {
  const nlohmann::json& value = at(key);
  if (!value.is_string()) fail(key, "a string");
  return value.get<std::string>();
}

bool JsonObject::truth(const std::string& key) {
  const nlohmann::json& value = at(key);
  if (!value.is_boolean()) fail(key, "true or false");
  return value.get<bool>();
}

std::size_t JsonObject::word(const std::string& key, const std::vector<std::string_view>& words) {
  const nlohmann::json& value = at(key);
  std::string expected;
  for (std::size_t i = 0; i < words.size(); ++i) {
    if (value.is_string() && value.get_ref<const std::string&>() == words[i]) return i;
    expected += fmt::format("{}\"{}\"", i == 0 ? "one of " : ", ", words[i]);
  }
  fail(key, expected);
}

void JsonObject::no_others() const {
  for (const auto& [key, value] : json_.items()) {
    if (known_.count(key) == 0) throw InputError(place_of(key), "is not a known key");
  }
}

}  // namespace skipgrid
