// What an exception tells a user: its text, unless it is a library's own.
#pragma once

#include <exception>
#include <string>

namespace skipgrid {

/// One sentence without a full stop. Errors of files name the file and the system's reason; what only a mistake of the
/// program's can bring about, such as JSON of another type than was checked before, is called that.
std::string error_words(const std::exception& error);

/// A message without most of what is longer than somebody reads: its ends, which have the place and the problem. A name
/// or a value in it may be as long as its file.
std::string shortened(const std::string& message);

}  // namespace skipgrid
