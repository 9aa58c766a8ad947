// Text that came from a file or an argument, made fit for a terminal.
#pragma once

#include <string>
#include <string_view>

namespace skipgrid {

/// Control characters, those of Unicode's second block included, and bytes that are not UTF-8 as \xNN: they neither
/// break the line nor drive the terminal. All else is as it was.
std::string shown(std::string_view text);

}  // namespace skipgrid
