// Several worker processes at once, each of which gets a task as soon as it has none.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <vector>

#include "sim/sweep/workers/worker.h"

namespace skipgrid::sweep {

class WorkerPool {
 public:
  /// A task for the worker with this number (from 0), or nothing when there is none left for it.
  using NextTask = std::function<std::optional<std::uint32_t>(int worker)>;
  using OnReport = std::function<void(const TaskReport&)>;
  /// Called after every report and a few times a second; the pool stops when it returns true.
  using Stop = std::function<bool()>;

  WorkerPool(int workers, std::function<Task()> make_task, Limits limits, std::vector<int> not_inherited);

  /// Runs until no task is left and none is at work, or until it is stopped: workers are then ended at once, and tasks
  /// at hand are not reported. Whatever on_report throws ends the workers, too. A worker that is gone is replaced.
  /// Throws std::system_error when not a single worker can be started.
  void run(const NextTask& next, const OnReport& on_report, const Stop& stop);

 private:
  void feed(const NextTask& next);
  void hand_over(int worker, std::uint32_t task);
  void wait();
  void collect(const OnReport& on_report);
  std::unique_ptr<Worker> new_worker() const;

  std::function<Task()> make_task_;
  Limits limits_;
  std::vector<int> not_inherited_;
  std::vector<std::unique_ptr<Worker>> workers_;  // null: to be started, when there is a task for it
};

}  // namespace skipgrid::sweep
