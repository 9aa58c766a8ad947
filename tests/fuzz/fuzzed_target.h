// Which target a fuzzer is of.
#pragma once

#include "tests/fuzz/target.h"

namespace skipgrid::fuzz {

Target fuzzed_target();

}  // namespace skipgrid::fuzz
