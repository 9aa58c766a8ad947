// Compiled once for each fuzzer: SKIPGRID_FUZZ_TARGET is the function that returns its target.
#include "tests/fuzz/fuzzed_target.h"

namespace skipgrid::fuzz {

Target fuzzed_target() { return SKIPGRID_FUZZ_TARGET(); }

}  // namespace skipgrid::fuzz
