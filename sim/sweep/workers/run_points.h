// Runs points of a sweep in worker processes: what `skipgrid sweep` does with all points that are left, and one shard
// with its own.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

namespace skipgrid::sweep {

class SweepDirectory;
struct Manifest;

/// More than any machine has processors.
inline constexpr int kMostWorkers = 1024;

struct RunPlan {
  int jobs = 1;                              ///< worker processes
  bool share = true;                         ///< traces and variants' results between points
  std::string timing_file = "timing.jsonl";  ///< in the directory; a line a point is appended
  std::vector<int> inherited_locks = {};     ///< descriptors that workers must close
};

/// How far it has come.
struct RunState {
  std::size_t points = 0;  ///< to run
  std::size_t done = 0, failed = 0;
  double cpu_seconds = 0;  ///< of the points
  int signal = 0;          ///< that ended it early: SIGINT or SIGTERM; 0 when it was not
};

/// Is told after each point, and a few times a second.
using RunObserver = std::function<void(const RunState&)>;

/// Runs the points with these indices into the manifest's and writes what comes of each into the directory. A point
/// that crashes, takes too long or too much memory is recorded as failed and the others go on. Returns early on SIGINT
/// and SIGTERM. Throws StorageError when the disk does not take a result, after ending the workers; what is finished
/// stays.
RunState run_points(const Manifest& manifest, const std::vector<std::uint32_t>& indices,
                    const SweepDirectory& directory, const RunPlan& plan, const RunObserver& observer);

/// The same without writing anything: how long they take.
RunState try_points(const Manifest& manifest, const std::vector<std::uint32_t>& indices, const RunPlan& plan);

}  // namespace skipgrid::sweep
