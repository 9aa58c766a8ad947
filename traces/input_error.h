// The one exception for input that is wrong: it names the place and what was expected, in one line.
#pragma once

#include <stdexcept>
#include <string>

namespace skipgrid {

/// Thrown by readers and checkers; the program prints what() and exits with code 2.
class InputError : public std::runtime_error {
 public:
  /// place: "file.json: /rows" or "trace.jsonl.gz:17: k"; problem: "expected an integer >= 1, got 0".
  InputError(const std::string& place, const std::string& problem) : std::runtime_error(place + ": " + problem) {}
};

}  // namespace skipgrid
