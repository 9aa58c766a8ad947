// The program as a function: which command, and what its exceptions mean to the shell.
#pragma once

#include <iosfwd>

#include "sim/cli/options.h"

namespace skipgrid::cli {

/// Exit code 0: fine; 1: the work failed; 2: the input is wrong. Errors are one line on `err`.
int run_program(const Arguments& arguments, std::ostream& out, std::ostream& err);

}  // namespace skipgrid::cli
