// Replaces a file as a whole or not at all.
#pragma once

#include <string>

namespace skipgrid::models {

/// Writes a temporary file in the same directory, waits until it is on disk, and renames it over `path`.
/// Throws std::system_error; the old file is then untouched.
void write_atomically(const std::string& path, const std::string& bytes);

}  // namespace skipgrid::models
