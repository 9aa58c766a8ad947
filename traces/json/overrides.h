// Changes one member of a configuration after it was read, as `--set /json/pointer=value` does.
#pragma once

#include <nlohmann/json.hpp>
#include <string>

#include "traces/json/json_reader.h"

namespace skipgrid {

struct Override {
  std::string place;    ///< where the user asked for it, for the head of an error: "--set /hardware/rows=64"
  std::string pointer;  ///< a valid JSON pointer
  Json value;
};

/// The part after '=' is read as JSON, or as a string when it is not JSON. Throws InputError when
/// there is no '=' or what stands before it is no JSON pointer to a member.
Override parse_override(const std::string& text);

/// Sets the value. Objects on the way that are missing are made; an array takes an existing index or the next one.
/// Throws InputError when the pointer leads through something that has no members.
void apply_override(const Override& change, Json& document);

}  // namespace skipgrid
