// What a sweep would do: its points, and about how long they take.
#pragma once

#include <iosfwd>

#include "sim/cli/options.h"
#include "sim/sweep/workers/run_points.h"

namespace skipgrid::cli {

/// Prints the points, and an estimate from running a few of them, spread over all, with the plan's workers.
void print_dry_run(const sweep::Manifest& manifest, const sweep::RunPlan& plan, Format format, std::ostream& out);

}  // namespace skipgrid::cli
