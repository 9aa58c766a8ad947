#include "traces/json/overrides.h"

#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>
#include <vector>

#include "traces/input_error.h"

namespace skipgrid {
namespace {

std::vector<std::string> members_of(const std::string& text) {
  std::vector<std::string> members;
  for (Json::json_pointer pointer(text); !pointer.empty(); pointer.pop_back()) members.push_back(pointer.back());
  std::reverse(members.begin(), members.end());
  return members;
}

std::size_t array_index(const std::string& member, std::size_t size, const std::string& place) {
  for (std::size_t i = 0; i <= size; ++i)
    if (member == std::to_string(i)) return i;
  throw InputError(place, fmt::format("expected an array index from 0 to {}, got \"{}\"", size, member));
}

}  // namespace

Override parse_override(const std::string& text) {
  const std::string place = "--set " + text;
  const std::size_t equals = text.find('=');
  if (equals == std::string::npos || equals < 2 || text[0] != '/')
    throw InputError(place, "expected /json/pointer=value, for example /hardware/rows=64");
  Override change;
  change.place = place;
  try {
    change.pointer = Json::json_pointer(text.substr(0, equals)).to_string();
  } catch (const Json::exception&) {
    throw InputError(place, "expected a JSON pointer before '=', in which ~ is written ~0");
  }
  const std::string value = text.substr(equals + 1);
  try {
    change.value = parse_json(value, place);
  } catch (const InputError&) {
    change.value = value;
  }
  return change;
}

void apply_override(const Override& change, Json& document) {
  Json* at = &document;
  for (const std::string& member : members_of(change.pointer)) {
    if (at->is_null()) *at = Json::object();
    if (at->is_object()) {
      at = &(*at)[member];
    } else if (at->is_array()) {
      const std::size_t index = array_index(member, at->size(), change.place);
      if (index == at->size()) at->push_back(nullptr);
      at = &(*at)[index];
    } else {
      throw InputError(change.place,
                       fmt::format("\"{}\" has no place in {}, which has no members", member, brief(*at)));
    }
  }
  *at = change.value;
}

}  // namespace skipgrid
