// skipgrid sweep work: one shard of a sweep, as the task of a job array runs it.
#include <fmt/format.h>

#include <algorithm>
#include <ostream>

#include "sim/cli/commands.h"
#include "sim/cli/sweep/sweep_progress.h"
#include "sim/report/results_writer.h"
#include "sim/sweep/cluster/shards.h"
#include "sim/sweep/directory/directory_lock.h"
#include "sim/sweep/directory/sweep_directory.h"
#include "sim/sweep/workers/run_points.h"
#include "traces/input_error.h"

namespace skipgrid::cli {
namespace {

using namespace sweep;

constexpr int kMostSubmissions = 1'000'000;

Options work_options() {
  Options options({"sweep work", "DIR --shard I [options]",
                   "Computes what is missing of a shard: what the tasks of skipgrid sweep submit do.",
                   "skipgrid sweep work results --shard $SLURM_ARRAY_TASK_ID"});
  options.argument("DIR");
  options.value("shard", "I", "which one, from 0");
  options.value("submission", "n", "of the shards, as in DIR/jobs/n (the last one)");
  options.value("jobs,j", "N", "worker processes (1)");
  return options;
}

/// Points are named after the program that computes them: another one's results would not be theirs.
void check_program(const SweepDirectory& directory, const Manifest& manifest) {
  const Json ours = Json::parse(sim::provenance_json().dump());
  if (manifest.provenance != ours)
    throw InputError(directory.path(),
                     fmt::format("is of another program, {}; this one is {}", manifest.provenance.dump(), ours.dump()));
}

}  // namespace

int sweep_work_command(const Arguments& arguments, std::ostream& out) {
  Options options = work_options();
  if (!options.parse(arguments, out)) return 0;
  const SweepDirectory directory = SweepDirectory::open(options.text("DIR"));
  const auto shard = static_cast<int>(options.integer("shard", 0, kMostShards - 1));
  const auto number =
      static_cast<int>(options.integer_or("submission", 1, kMostSubmissions, Submission::last(directory)));
  if (number == 0) throw InputError(directory.path(), "has no shards (skipgrid sweep submit deals them)");
  RunPlan plan;
  plan.jobs = static_cast<int>(options.integer_or("jobs", 1, kMostWorkers, 1));

  const DirectoryLock lock(directory.file(kLock), DirectoryLock::Kind::shared);
  const Manifest manifest = directory.manifest();
  check_program(directory, manifest);
  const Submission submission(directory, number);
  std::vector<std::uint32_t> points = submission.points(shard, manifest);
  const std::size_t all = points.size();
  // What another task, or this one before it was requeued, has done already.
  Damages damages;
  const auto is_done = [&](std::uint32_t point) {
    return directory.point(manifest, manifest.points[point].id, damages).state == PointState::done;
  };
  points.erase(std::remove_if(points.begin(), points.end(), is_done), points.end());
  say_damages(damages);

  plan.timing_file = submission.file(fmt::format("timing-{}.jsonl", shard));  // network file systems do not append well
  plan.inherited_locks = {lock.descriptor()};
  SweepProgress progress(fmt::format("{} shard {}", manifest.sweep.name, shard));
  const RunState state = run_points(manifest, points, directory, plan, [&](const RunState& now) { progress(now); });
  progress.finish(state, plan.jobs);
  out << fmt::format("shard {} of {}: {} points, {} done before, {} done, {} failed{}\n", shard, submission.shards(),
                     all, all - points.size(), state.done, state.failed,
                     state.signal == 0 ? "" : fmt::format(", ended by signal {}", state.signal));
  return state.failed == 0 && state.signal == 0 ? 0 : 1;
}

}  // namespace skipgrid::cli
