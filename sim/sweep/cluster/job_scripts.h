// The two jobs of a submission, as files to be read: what they run stands in full, so that a person can check it, and
// submit it by hand.
#pragma once

#include <string>
#include <vector>

namespace skipgrid::sweep {

struct JobScripts {
  std::string program;    ///< absolute path
  std::string directory;  ///< absolute path of the sweep's
  std::string name;       ///< of the sweep
  int submission = 1, shards = 1;

  /// The job array: each task computes its shard.
  std::string array() const;
  /// One job, to run when the array has ended.
  std::string merge() const;
};

/// What a shell takes for this command, whatever is in its words: the words, in quotes where they need them.
std::string shell_command(const std::vector<std::string>& words);

/// Throws InputError for a path that a line of a job script cannot hold.
void check_job_path(const std::string& path);

}  // namespace skipgrid::sweep
