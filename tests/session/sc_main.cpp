// SystemC brings its own main, which calls sc_main and can only do so when <systemc> has declared it.
#include <systemc>

#include "tests/session/session.h"

int sc_main(int argc, char** argv) { return run_tests(argc, argv); }
