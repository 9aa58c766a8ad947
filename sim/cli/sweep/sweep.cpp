// skipgrid sweep: many runs from one file, on all cores, stopped and gone on with at will; and its other commands.
#include <fmt/format.h>
#include <signal.h>
#include <unistd.h>

#include <iostream>
#include <ostream>

#include "sim/cli/commands.h"
#include "sim/cli/jobs_option.h"
#include "sim/cli/sweep/dry_run.h"
#include "sim/cli/sweep/sweep_progress.h"
#include "sim/report/text_table.h"
#include "sim/sweep/directory/directory_lock.h"
#include "sim/sweep/directory/merge.h"
#include "sim/sweep/points/sweep_config.h"
#include "sim/sweep/workers/run_points.h"
#include "traces/input_error.h"
#include "traces/shown_text.h"

namespace skipgrid::cli {
namespace {

using namespace sweep;

Options sweep_options() {
  Options options({"sweep", "SWEEP.json --out DIR [options]",
                   "Runs every point of a sweep; again, what is missing or has failed of it.\n\n"
                   "skipgrid sweep status|merge|best|submit|work DIR ...: see skipgrid sweep COMMAND --help.",
                   "skipgrid sweep configs/sweeps/size_and_rate.json --out results"});
  options.argument("SWEEP");
  options.value("out", "DIR", "of the results; when it is there, the sweep goes on in it");
  add_jobs_option(options);
  options.flag("dry-run", "list the points and estimate the time, and write nothing");
  options.flag("no-share", "compute everything anew for each point, to see what sharing saves");
  options.value("format", "table|json|csv", "of the list of --dry-run (table)");
  return options;
}

int stopped(const SweepDirectory& directory, const Manifest& manifest, int signal) {
  Damages ignored;
  const std::size_t left = directory.left(manifest, ignored).size();
  std::cerr << fmt::format("skipgrid sweep: stopped with {} of {} points done; the same command goes on in {}\n",
                           count_text(manifest.points.size() - left), count_text(manifest.points.size()),
                           directory.path());
  return signal == SIGINT ? 128 + SIGINT : 1;
}

void print_summary(const SweepDirectory& directory, const Manifest& manifest, const MergeSummary& summary,
                   std::ostream& out) {
  out << fmt::format(
      "{}: {} points, {} done, {} failed{}\n", shown(manifest.sweep.name), count_text(manifest.points.size()),
      count_text(summary.points.done), count_text(summary.points.failed),
      summary.points.missing == 0 ? "" : fmt::format(", {} missing", count_text(summary.points.missing)));
  if (summary.points.failed > 0) out << fmt::format("why: skipgrid sweep status {}\n", directory.path());
  out << fmt::format("{} rows in {} and in results.sqlite\n", count_text(summary.rows), directory.file("results.csv"));
}

int run_sweep(const SweepDirectory& directory, const Manifest& manifest, RunPlan plan, std::ostream& out) {
  const DirectoryLock lock(directory.file(kLock), DirectoryLock::Kind::exclusive);
  plan.inherited_locks = {lock.descriptor()};
  try {
    Damages damages;
    directory.start(manifest, damages);
    directory.remove_leftovers(manifest);
    const std::vector<std::uint32_t> left = directory.left(manifest, damages);
    say_damages(damages);
    SweepProgress progress(manifest.sweep.name);
    const RunState state = run_points(manifest, left, directory, plan, [&](const RunState& now) { progress(now); });
    progress.finish(state, plan.jobs);
    if (state.signal != 0) return stopped(directory, manifest, state.signal);
    const MergeSummary summary = merge(directory, manifest);
    say_damages(summary.damages);
    print_summary(directory, manifest, summary, out);
    return summary.points.done == manifest.points.size() ? 0 : 1;
  } catch (const StorageError& error) {
    throw StorageError(std::string(error.what()) + "; what is finished is kept, the same command goes on");
  }
}

int start_command(const Arguments& arguments, std::ostream& out) {
  Options options = sweep_options();
  if (!options.parse(arguments, out)) return 0;
  const Format format = options.format();
  RunPlan plan;
  plan.jobs = jobs_of(options);
  plan.share = !options.has("no-share");
  const std::string path = options.has("dry-run") ? "" : options.text("out");
  const Manifest manifest = manifest_of(load_sweep(options.text("SWEEP")));
  if (!options.has("dry-run")) return run_sweep(SweepDirectory::make(path), manifest, plan, out);
  print_dry_run(manifest, plan, format, out);
  return 0;
}

int merge_command(const Arguments& arguments, std::ostream& out) {
  Options options({"sweep merge", "DIR", "Writes results.csv and results.sqlite anew from the points that are done.",
                   "skipgrid sweep merge results"});
  options.argument("DIR");
  if (!options.parse(arguments, out)) return 0;
  const SweepDirectory directory = SweepDirectory::open(options.text("DIR"));
  const Manifest manifest = directory.manifest();
  const MergeSummary summary = merge(directory, manifest);
  say_damages(summary.damages);
  print_summary(directory, manifest, summary, out);
  return summary.damages.empty() ? 0 : 1;
}

}  // namespace

int sweep_command(const Arguments& arguments, std::ostream& out) {
  const std::string name = arguments.empty() ? "" : arguments.front();
  const Arguments rest(arguments.begin() + (arguments.empty() ? 0 : 1), arguments.end());
  if (name == "status") return sweep_status_command(rest, out);
  if (name == "merge") return merge_command(rest, out);
  if (name == "best") return sweep_best_command(rest, out);
  if (name == "submit") return sweep_submit_command(rest, out);
  if (name == "work") return sweep_work_command(rest, out);
  return start_command(arguments, out);
}

}  // namespace skipgrid::cli
