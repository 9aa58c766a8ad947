// Where the shell and SystemC meet the program.
#include <cstdlib>
#include <iostream>
#include <systemc>

#include "sim/cli/ending_signals.h"
#include "sim/cli/program.h"

int sc_main(int argc, char* argv[]) {
  return skipgrid::cli::run_program(skipgrid::cli::Arguments(argv + 1, argv + argc), std::cout, std::cerr);
}

// Instead of the main of libsystemc, so that its banner is silenced before it is printed.
int main(int argc, char* argv[]) {
  skipgrid::cli::handle_signals();
  ::setenv("SYSTEMC_DISABLE_COPYRIGHT_MESSAGE", "1", 1);
  return sc_core::sc_elab_and_sim(argc, argv);
}
