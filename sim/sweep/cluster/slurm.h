// What skipgrid asks of Slurm: to run a script, and what of ours is in the queue. Both through its own programs.
#pragma once

#include <string>
#include <vector>

namespace skipgrid::sweep {

/// A task of a job array that waits or runs.
struct QueuedTask {
  std::string job;     ///< the array's id
  int index = 0;       ///< in the array
  std::string script;  ///< as it was given to sbatch
};

/// Whether this machine can submit: sbatch and squeue are on the PATH.
bool slurm_found();

/// All tasks of this user's job arrays. Throws std::runtime_error with what squeue complains of.
std::vector<QueuedTask> queued_tasks();

/// Submits the script with these options of sbatch and returns the job's id. Throws std::runtime_error with what sbatch
/// complains of.
std::string submit_job(const std::vector<std::string>& options, const std::string& script);

}  // namespace skipgrid::sweep
