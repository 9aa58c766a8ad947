// What an exception tells a user: its text, unless it is a library's own.
#pragma once

#include <exception>
#include <string>

namespace skipgrid {

/// One sentence without a full stop. Errors of files name the file and the system's reason; what only a mistake of the
/// program's can bring about, such as JSON of another type than was checked before, is called that.
std::string error_words(const std::exception& error);

}  // namespace skipgrid
