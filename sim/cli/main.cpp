// Where the shell and SystemC meet the program.
#include <csignal>
#include <cstdlib>
#include <iostream>
#include <systemc>

#include "sim/cli/program.h"

int sc_main(int argc, char* argv[]) {
  return skipgrid::cli::run_program(skipgrid::cli::Arguments(argv + 1, argv + argc), std::cout, std::cerr);
}

// Instead of the main of libsystemc, so that its banner is silenced before it is printed.
int main(int argc, char* argv[]) {
  // A file that may not become so long is an error of whoever writes it, as a full disk is, and no reason to die.
  std::signal(SIGXFSZ, SIG_IGN);
  ::setenv("SYSTEMC_DISABLE_COPYRIGHT_MESSAGE", "1", 1);
  return sc_core::sc_elab_and_sim(argc, argv);
}
