// Whole comparisons, on as many cores as wanted: variants, draws of masks and runs next to one another.
#pragma once

#include <cstddef>
#include <functional>
#include <string>
#include <vector>

#include "sim/experiment/draws/draws.h"

namespace skipgrid::sim {

class MachineObserver;
class ProgressBoard;
struct Results;
struct RunConfig;

/// Someone who watches the first variant of the first run under its first draw, which may be in another process.
struct Watch {
  MachineObserver& observer;
  std::function<std::string()> text;      ///< what it has seen: asked for where the variant ran, when that is done
  std::function<void(std::string)> take;  ///< is given that text here
};

/// What one process does: a variant under a draw of masks; or two, where one starts from what the other has found.
struct RunTask {
  std::size_t run;
  std::vector<std::size_t> places;  ///< in drawn_variants() of the run
  std::vector<DrawnVariant> what;
};

/// Of all runs, in the order of run_all().
std::vector<RunTask> tasks_of(const std::vector<RunConfig>& runs);

/// Hands over the results of each run in order, as soon as all before them are there: the same whatever `jobs` is.
/// The board, if any, has a slot for each of tasks_of(runs), whose `what` is a Variant.
/// Throws what a run throws, after handing over those before it, and as run_in_processes() does.
void run_all(const std::vector<RunConfig>& runs, int jobs,
             const std::function<void(std::size_t run, Results results)>& deliver, const Watch* watch = nullptr,
             ProgressBoard* board = nullptr);

}  // namespace skipgrid::sim
