// Strings as JSON literals, and as excerpts that are safe in a one-line message.
#pragma once

#include <string>
#include <string_view>

namespace skipgrid::traces {

/// Appends `text` as a JSON string with its quotes. Throws std::invalid_argument when it is not UTF-8.
void append_json_string(std::string_view text, std::string& out);

/// `text` for an error message: control characters as '?', long texts cut.
std::string excerpt(std::string_view text);
/// The excerpt between quotes.
std::string quoted_excerpt(std::string_view text);

}  // namespace skipgrid::traces
