// Independent tasks in as many processes as there are cores: SystemC's kernel is one a process. Each task is forked
// from here, so it sees all that is in memory now, and sends back bytes.
#pragma once

#include <cstddef>
#include <functional>
#include <string>

namespace skipgrid::sim {

struct PooledTasks {
  std::size_t count = 0;
  std::function<std::string(std::size_t task)> name;     ///< "quickstart, dense": for the message when its process dies
  std::function<std::string(std::size_t task)> perform;  ///< in a process of its own
  std::function<void(std::size_t task, std::string result)> deliver;  ///< here, in the order of the tasks
};

/// Runs the tasks in at most `jobs` processes at once; with one job or one task, here and without a process more.
/// Throws what the first task in order that fails has thrown, as throw_carried() does, after delivering what comes
/// before it; std::runtime_error that names the task when its process died; std::system_error when none can be
/// started. Processes end with this function and with this process, however either ends.
void run_in_processes(const PooledTasks& tasks, int jobs);

}  // namespace skipgrid::sim
