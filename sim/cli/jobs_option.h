// The option --jobs, -j: how many processes a command works in.
#pragma once

#include "sim/cli/options.h"

namespace skipgrid::cli {

void add_jobs_option(Options& options);
/// As many as there are processors that this process may use, which may be fewer than the machine has, unless the
/// option says otherwise. Throws InputError when it is no number from 1 to sweep::kMostWorkers.
int jobs_of(const Options& options);

}  // namespace skipgrid::cli
