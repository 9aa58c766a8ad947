// skipgrid sweep submit: the points that are left as a job array of Slurm, and a job that merges when it has ended.
#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <ostream>
#include <stdexcept>

#include "sim/cli/commands.h"
#include "sim/cli/sweep/sweep_progress.h"
#include "sim/sweep/cluster/job_scripts.h"
#include "sim/sweep/cluster/jobs.h"
#include "sim/sweep/cluster/shards.h"
#include "sim/sweep/cluster/slurm.h"
#include "sim/sweep/directory/directory_lock.h"
#include "sim/sweep/directory/merge.h"
#include "sim/sweep/directory/sweep_directory.h"
#include "sim/sweep/points/sweep_config.h"
#include "traces/input_error.h"

namespace skipgrid::cli {
namespace {

namespace fs = std::filesystem;
using namespace sweep;

Options submit_options() {
  Options options(
      {"sweep submit", "SWEEP.json --out DIR [options]",
       "Computes a sweep as a Slurm job array; again, for what is missing. DIR is one that all nodes see.",
       "skipgrid sweep submit configs/sweeps/size_and_rate.json --out results --sbatch-arg=--time=1:00:00"});
  options.argument("SWEEP");
  options.value("out", "DIR", "of the results; when it is there, only the points that are missing are submitted");
  options.value("shards", "n", "tasks of the array (one for each 32 points, at most 1001)");
  options.repeated("sbatch-arg", "ARG", "an option of sbatch for both jobs; may be repeated");
  options.flag("dry-run", "print the jobs' scripts and submit nothing");
  return options;
}

/// Options of sbatch that the jobs need for themselves.
void check_sbatch_options(const Options& options, const std::vector<std::string>& given) {
  for (const std::string& option : given) {
    for (const char* ours : {"--array", "-a", "--dependency", "-d", "--output", "-o", "--wrap", "--parsable"})
      if (option.compare(0, option.find('='), ours) == 0 || (ours[1] != '-' && option.compare(0, 2, ours) == 0))
        options.fail("--sbatch-arg", fmt::format("{} is set by skipgrid itself", ours));
    if (option.empty() || option[0] != '-')
      options.fail("--sbatch-arg", fmt::format("expected an option such as --time=1:00:00, not \"{}\"", option));
  }
}

/// Absolute, but with its links: nodes may know other ways to the same place.
std::string absolute_path(const std::string& path) {
  const fs::path absolute = fs::absolute(path).lexically_normal();
  return absolute.has_filename() ? absolute : absolute.parent_path();
}

JobScripts job_scripts(const SweepConfig& sweep, const std::string& directory) {
  JobScripts scripts{fs::read_symlink("/proc/self/exe"), directory, sweep.name};
  check_job_path(scripts.program);
  check_job_path(scripts.directory);
  return scripts;
}

std::string sbatch_line(std::vector<std::string> options, const std::string& script) {
  options.insert(options.begin(), "sbatch");
  options.push_back(script);
  return shell_command(options);
}

int print_jobs(JobScripts scripts, const std::vector<std::string>& options, std::size_t shards, std::ostream& out) {
  scripts.shards = static_cast<int>(shards);
  const std::string folder = fmt::format("{}/jobs/{}/", scripts.directory, scripts.submission);
  out << fmt::format("{}\n\n{}\n", sbatch_line(options, folder + "array.sh"), scripts.array());
  out << fmt::format("{}\n\n{}", sbatch_line(merge_options(options, {"JOB"}), folder + "merge.sh"), scripts.merge());
  return 0;
}

int nothing_left(const SweepDirectory& directory, const Manifest& manifest, const InQueue& queue, std::ostream& out) {
  if (!queue.jobs.empty()) {
    out << fmt::format("nothing to submit: what is missing is in the queue, job{} {}\n",
                       queue.jobs.size() == 1 ? "" : "s", fmt::join(queue.jobs, ", "));
    return 0;
  }
  merge(directory, manifest);
  out << fmt::format("nothing to submit: all {} points are done, {} is written\n", manifest.points.size(),
                     directory.file("results.csv"));
  return 0;
}

}  // namespace

int sweep_submit_command(const Arguments& arguments, std::ostream& out) {
  Options options = submit_options();
  if (!options.parse(arguments, out)) return 0;
  const std::vector<std::string> sbatch_options = options.texts("sbatch-arg");
  check_sbatch_options(options, sbatch_options);
  const auto wish = static_cast<int>(options.integer_or("shards", 1, kMostShards, 0));
  const auto shard_count = [&](std::size_t points) { return wish > 0 ? wish : default_shards(points); };
  const std::string path = absolute_path(options.text("out"));
  const Manifest manifest = manifest_of(load_sweep(options.text("SWEEP")));
  JobScripts scripts = job_scripts(manifest.sweep, path);
  if (options.has("dry-run")) {
    const std::size_t points = manifest.points.size();
    return print_jobs(scripts, sbatch_options, std::min<std::size_t>(points, shard_count(points)), out);
  }
  if (!slurm_found())
    throw std::runtime_error(
        "sbatch and squeue are not on the PATH: is this a machine of a Slurm cluster? (--dry-run "
        "prints what would be submitted)");

  const SweepDirectory directory = SweepDirectory::make(path);
  std::error_code error;
  fs::create_directories(directory.file("jobs"), error);
  if (error) throw StorageError(fmt::format("{}: cannot be made: {}", directory.file("jobs"), error.message()));
  // One submission at a time; shared with tasks that run, but not with a sweep on this machine.
  const DirectoryLock alone(directory.file("jobs/lock"), DirectoryLock::Kind::waiting);
  const DirectoryLock lock(directory.file(kLock), DirectoryLock::Kind::shared);
  Damages damages;
  directory.start(manifest, damages);
  const InQueue queue = in_queue(directory, manifest);
  std::vector<std::uint32_t> points = directory.left(manifest, damages);
  say_damages(damages);
  const std::size_t left = points.size();
  points.erase(std::remove_if(points.begin(), points.end(), [&](auto point) { return queue.points.count(point) > 0; }),
               points.end());
  if (points.empty()) return nothing_left(directory, manifest, queue, out);

  const Submission submission(directory, deal(manifest, points, shard_count(points.size())));
  scripts.submission = submission.number();
  scripts.shards = submission.shards();
  directory.write(submission.file("array.sh"), scripts.array());
  directory.write(submission.file("merge.sh"), scripts.merge());
  const SubmittedJobs jobs = submit_jobs(directory, submission, sbatch_options, queue.jobs);
  out << fmt::format("job {}: {} of {} points in {} shard{}; job {}: merges them when it has ended\n", jobs.array,
                     points.size(), manifest.points.size(), scripts.shards, scripts.shards == 1 ? "" : "s", jobs.merge);
  if (left > points.size())
    out << fmt::format("{} more are in the queue already, job{} {}\n", left - points.size(),
                       queue.jobs.size() == 1 ? "" : "s", fmt::join(queue.jobs, ", "));
  out << fmt::format("scripts and logs: {}\n", directory.file(submission.file("")));
  return 0;
}

}  // namespace skipgrid::cli
