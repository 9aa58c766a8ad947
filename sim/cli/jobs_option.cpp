#include "sim/cli/jobs_option.h"

#include <sched.h>

#include "sim/sweep/workers/run_points.h"

namespace skipgrid::cli {
namespace {

int processors() {
  cpu_set_t set;
  CPU_ZERO(&set);
  return ::sched_getaffinity(0, sizeof set, &set) == 0 ? CPU_COUNT(&set) : 1;
}

}  // namespace

void add_jobs_option(Options& options) { options.value("jobs,j", "N", "processes at work at once (one a processor)"); }

int jobs_of(const Options& options) {
  return static_cast<int>(options.integer_or("jobs", 1, sweep::kMostWorkers, processors()));
}

}  // namespace skipgrid::cli
