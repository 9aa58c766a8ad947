#include "sim/sweep/workers/run_points.h"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <memory>
#include <nlohmann/json.hpp>

#include "sim/experiment/results.h"
#include "sim/experiment/run_config.h"
#include "sim/experiment/run_results.h"
#include "sim/report/results_writer.h"
#include "sim/sweep/directory/sweep_directory.h"
#include "sim/sweep/workers/point_queue.h"
#include "sim/sweep/workers/shared_work.h"
#include "sim/sweep/workers/stop_signals.h"
#include "sim/sweep/workers/worker_pool.h"

namespace skipgrid::sweep {
namespace {

using Clock = std::chrono::steady_clock;

/// To wait for the disk takes some milliseconds, as long as many a point. One that took longer than this is put there
/// at once; of the others a machine that goes down loses what the system had not written yet, half a minute's work.
constexpr std::chrono::milliseconds kWorthWaiting{500};

traces::Durability durability_of(Clock::duration work) {
  return work < kWorthWaiting ? traces::Durability::system : traces::Durability::disk;
}

/// What a worker does with a point: everything from its choice to its file.
Task point_task(const Manifest& manifest, const PointSpace& space, const SweepDirectory* directory, bool share) {
  return [&manifest, &space, directory, files = manifest.files,
          work = std::make_shared<SharedWork>(share)](std::uint32_t index) mutable {
    const Clock::time_point start = Clock::now();
    const Point& point = manifest.points[index];
    const sim::RunConfig run = space.run(point, files);
    const std::string document = results_json(run_results(run, work->run(run))).dump() + "\n";
    if (directory != nullptr)
      directory->write_result(manifest, point.id, document, durability_of(Clock::now() - start));
  };
}

std::string timing_line(const Point& point, const TaskReport& report) {
  return fmt::format(R"({{"id":"{}","outcome":"{}","seconds":{:.6f},"cpu_seconds":{:.6f}}})", id_text(point.id),
                     to_string(report.outcome), report.seconds, report.cpu_seconds);
}

/// Writes down what came of a point, as far as the worker has not; says whether it is done. A worker that was ended
/// after its last act, the point's file, has done it.
bool record(const Manifest& manifest, const TaskReport& report, const SweepDirectory& directory,
            const std::string& timing_file) {
  const Point& point = manifest.points[report.task];
  Damages ignored;
  if (report.outcome == Outcome::storage) throw StorageError(report.error);
  const bool done =
      report.outcome == Outcome::done || directory.point(manifest, point.id, ignored).state == PointState::done;
  if (done)
    directory.forget_failure(point.id);
  else
    directory.write_failure(manifest, point.id, {std::string(to_string(report.outcome)), report.error});
  directory.append(timing_file, timing_line(point, report));
  return done;
}

RunState run(const Manifest& manifest, const std::vector<std::uint32_t>& indices, const SweepDirectory* directory,
             const RunPlan& plan, const RunObserver& observer) {
  const PointSpace space(manifest.sweep);
  PointQueue queue(manifest.points, indices, plan.jobs);
  const StopSignals signals;
  RunState state;
  state.points = indices.size();
  WorkerPool pool(
      plan.jobs, [&] { return point_task(manifest, space, directory, plan.share); }, manifest.sweep.limits,
      plan.inherited_locks);
  pool.run([&](int worker) { return queue.next(worker); },
           [&](const TaskReport& report) {
             const bool done = directory == nullptr ? report.outcome == Outcome::done
                                                    : record(manifest, report, *directory, plan.timing_file);
             ++(done ? state.done : state.failed);
             state.cpu_seconds += report.cpu_seconds;
           },
           [&] {
             observer(state);
             return signals.received() != 0;
           });
  state.signal = signals.received();
  return state;
}

}  // namespace

RunState run_points(const Manifest& manifest, const std::vector<std::uint32_t>& indices,
                    const SweepDirectory& directory, const RunPlan& plan, const RunObserver& observer) {
  return run(manifest, indices, &directory, plan, observer);
}

RunState try_points(const Manifest& manifest, const std::vector<std::uint32_t>& indices, const RunPlan& plan) {
  return run(manifest, indices, nullptr, plan, [](const RunState&) {});
}

}  // namespace skipgrid::sweep
