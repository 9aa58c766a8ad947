// JSON as a person writes it: syntax errors and duplicate keys are refused with file, line and column.
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <string>

namespace skipgrid {

using Json = nlohmann::json;
using OrderedJson = nlohmann::ordered_json;

/// Objects and arrays deeper than this are refused, and files longer than this many bytes.
inline constexpr int kMaxJsonDepth = 64;
inline constexpr std::size_t kMaxJsonBytes = std::size_t{16} << 20;

/// Throws InputError "place:line:column: ..." for text that is not one JSON value or names a key twice.
Json parse_json(const std::string& text, const std::string& place);

/// Throws InputError also when the file cannot be read.
Json read_json_file(const std::string& path);

/// The same with the members of objects in the order of the file.
OrderedJson read_ordered_json_file(const std::string& path);

/// The value on one line, cut to about 60 characters and then with its length: what an error message says it was given.
std::string brief(const Json& value);

}  // namespace skipgrid
