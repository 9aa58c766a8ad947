#include "traces/json/schema_words.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <nlohmann/json.hpp>
#include <vector>

namespace skipgrid {
namespace {

std::string type_words(const std::string& type) {
  if (type == "integer") return "an integer";
  if (type == "array" || type == "object") return "an " + type;
  return type == "null" ? type : "a " + type;
}

/// "a number or null": a type may be a list of types.
std::string types_words(const Json& subschema) {
  const auto type = subschema.find("type");
  if (type == subschema.end()) return "a value";
  if (type->is_string()) return type_words(type->get<std::string>());
  std::vector<std::string> types;
  for (const Json& one : *type) types.push_back(type_words(one.get<std::string>()));
  return fmt::format("{}", fmt::join(types, " or "));
}

std::string range_words(const Json& subschema) {
  const bool low = subschema.contains("minimum"), high = subschema.contains("maximum");
  if (low && high) return fmt::format(" from {} to {}", subschema["minimum"].dump(), subschema["maximum"].dump());
  std::vector<std::string> bounds;
  const std::pair<const char*, const char*> names[] = {
      {"minimum", ">="}, {"exclusiveMinimum", ">"}, {"maximum", "<="}, {"exclusiveMaximum", "<"}};
  for (const auto& [key, sign] : names)
    if (subschema.contains(key)) bounds.push_back(fmt::format("{} {}", sign, subschema[key].dump()));
  return bounds.empty() ? "" : " " + fmt::format("{}", fmt::join(bounds, " and "));
}

std::string bare_expectation(const Json& subschema) {
  if (subschema.contains("anyOf")) {
    std::vector<std::string> branches;
    for (const Json& branch : subschema["anyOf"]) branches.push_back(bare_expectation(branch));
    return fmt::format("{}", fmt::join(branches, " or "));
  }
  if (subschema.contains("enum")) {
    std::vector<std::string> words;
    for (const Json& word : subschema["enum"]) words.push_back(word.dump());
    return (words.size() == 1 ? "" : "one of ") + fmt::format("{}", fmt::join(words, ", "));
  }
  std::string words = types_words(subschema) + range_words(subschema);
  if (subschema.value("minLength", 0) > 0) words += " that is not empty";
  if (subschema.value("minItems", 0) > 0) words += " that is not empty";
  if (subschema.value("uniqueItems", false)) words += " without repeats";
  return words;
}

}  // namespace

std::string expectation(const Json& subschema) {
  const std::string description = subschema.value("description", "");
  return bare_expectation(subschema) + (description.empty() ? "" : " (" + description + ")");
}

}  // namespace skipgrid
