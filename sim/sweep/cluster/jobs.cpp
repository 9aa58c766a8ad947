#include "sim/sweep/cluster/jobs.h"

#include <fmt/format.h>

#include <filesystem>
#include <stdexcept>

#include "sim/sweep/cluster/slurm.h"

namespace skipgrid::sweep {

namespace fs = std::filesystem;

InQueue in_queue(const SweepDirectory& directory, const Manifest& manifest) {
  InQueue found;
  const std::vector<QueuedTask> tasks = queued_tasks();
  for (int number = Submission::last(directory); number > 0; --number) {
    if (!fs::exists(directory.file(fmt::format("jobs/{}/shards.jsonl", number)))) continue;
    const Submission submission(directory, number);
    for (const QueuedTask& task : tasks) {
      if (task.script != directory.file(submission.file("array.sh"))) continue;
      const std::vector<std::uint32_t> points = submission.points(task.index, manifest);
      found.jobs.insert(task.job);
      found.points.insert(points.begin(), points.end());
    }
  }
  return found;
}

std::vector<std::string> merge_options(std::vector<std::string> options, const std::set<std::string>& jobs) {
  options.push_back(fmt::format("--dependency=afterany:{}", fmt::join(jobs, ":")));
  return options;
}

SubmittedJobs submit_jobs(const SweepDirectory& directory, const Submission& submission,
                          const std::vector<std::string>& options, std::set<std::string> earlier) {
  SubmittedJobs jobs;
  try {
    jobs.array = submit_job(options, directory.file(submission.file("array.sh")));
  } catch (const std::exception&) {
    fs::remove_all(directory.file(submission.file("")));
    throw;
  }
  earlier.insert(jobs.array);
  try {
    jobs.merge = submit_job(merge_options(options, earlier), directory.file(submission.file("merge.sh")));
  } catch (const std::exception& error) {
    throw std::runtime_error(
        fmt::format("job {} is submitted, but not the one that merges: {}; when it has ended: "
                    "skipgrid sweep merge {}",
                    jobs.array, error.what(), directory.path()));
  }
  return jobs;
}

}  // namespace skipgrid::sweep
