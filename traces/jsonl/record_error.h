// What is wrong with one record of a trace, before anybody knows from which file and line it came.
#pragma once

#include <stdexcept>
#include <string>

namespace skipgrid::traces {

/// what() is "field: problem", or "problem" alone when it is about the record as a whole.
class RecordError : public std::invalid_argument {
 public:
  RecordError(const std::string& field, const std::string& problem)
      : std::invalid_argument(field.empty() ? problem : field + ": " + problem) {}
};

}  // namespace skipgrid::traces
