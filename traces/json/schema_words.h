// Says in words what a subschema expects.
#pragma once

#include <string>

#include "traces/json/json_reader.h"

namespace skipgrid {

/// "an integer from 1 to 4096 (rows of processing elements)", "one of "ws", "is", "os"", "a number >= 0 and < 1", ...
std::string expectation(const Json& subschema);

}  // namespace skipgrid
