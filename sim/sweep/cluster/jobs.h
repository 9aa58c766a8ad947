// The jobs of a sweep in Slurm's queue: what of it is there, and more of it.
#pragma once

#include <cstdint>
#include <set>
#include <string>
#include <vector>

#include "sim/sweep/cluster/shards.h"
#include "sim/sweep/directory/sweep_directory.h"

namespace skipgrid::sweep {

/// What waits or runs of earlier submissions: these points need no second task.
struct InQueue {
  std::set<std::string> jobs;
  std::set<std::uint32_t> points;  ///< indices into the manifest's
};

/// Throws std::runtime_error with what squeue complains of.
InQueue in_queue(const SweepDirectory& directory, const Manifest& manifest);

/// Options of sbatch for the job that merges: it waits until these jobs have ended, in whatever way. (afterok would
/// wait for ever when a task fails.)
std::vector<std::string> merge_options(std::vector<std::string> options, const std::set<std::string>& jobs);

struct SubmittedJobs {
  std::string array, merge;  ///< ids
};

/// Submits array.sh and merge.sh of a submission with these options of sbatch; the merge waits for the jobs of earlier
/// submissions too. Throws std::runtime_error with what sbatch complains of; when it does not take the array, the
/// submission is removed.
SubmittedJobs submit_jobs(const SweepDirectory& directory, const Submission& submission,
                          const std::vector<std::string>& options, std::set<std::string> earlier);

}  // namespace skipgrid::sweep
