// Catch2's implementation, compiled once for all test programs: it costs more than most tests.
#define CATCH_CONFIG_RUNNER
#include "tests/session/session.h"

#include <catch2/catch.hpp>

int run_tests(int argc, char** argv) { return Catch::Session().run(argc, argv); }
