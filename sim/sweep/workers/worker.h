// One worker process: it is told a task at a time and reports what came of it. It ends with its parent, however that
// ends.
#pragma once

#include <sys/types.h>

#include <chrono>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "sim/sweep/points/limits.h"
#include "traces/files/file_stream.h"

namespace skipgrid::sweep {

enum class Outcome : std::uint8_t {
  done,
  error,    ///< the task threw
  memory,   ///< it needed more than there is, or than its limit
  crashed,  ///< its process ended by itself
  timeout,  ///< it took longer than its limit
  storage,  ///< it threw a StorageError
};
std::string_view to_string(Outcome outcome);

struct TaskReport {
  std::uint32_t task = 0;
  Outcome outcome = Outcome::done;
  std::string error;       ///< one line; empty when done
  double seconds = 0;      ///< of wall time
  double cpu_seconds = 0;  ///< of the worker
};

using Task = std::function<void(std::uint32_t task)>;

class Worker {
 public:
  /// Forks. `make_task` is called once in the new process, which closes `not_inherited` first.
  /// Throws std::system_error when there can be no further process.
  Worker(const std::function<Task()>& make_task, const Limits& limits, const std::vector<int>& not_inherited);
  /// Ends the process at once.
  ~Worker();
  Worker(const Worker&) = delete;
  Worker& operator=(const Worker&) = delete;

  /// Hands over a task; false when the process is gone. Requires idle().
  bool start(std::uint32_t task);
  bool idle() const { return !task_; }

  /// Becomes readable when there is something to receive: a report or the end of the process.
  int socket() const { return socket_.value(); }
  /// The report of the task at hand. When the process ended instead, that is what it says, and gone() is true.
  /// Requires a task, and that socket() is readable.
  TaskReport receive();
  bool gone() const { return process_ < 0; }

  /// When the task at hand must be done; nothing when it may take as long as it wants.
  std::optional<std::chrono::steady_clock::time_point> deadline() const;
  /// Ends the process and says that the task took too long. Requires a task.
  TaskReport expire();

 private:
  /// What is thrown here must not come out into the code of the parent.
  [[noreturn]] void serve(const std::function<Task()>& make_task, int socket) const noexcept;
  TaskReport report_of_end(int status, double cpu_seconds);
  int reap(double& cpu_seconds);
  TaskReport finished();

  Limits limits_;
  pid_t process_ = -1;
  traces::FileDescriptor socket_;
  traces::FileDescriptor output_;  // what the process printed while it worked on the task at hand
  std::optional<std::uint32_t> task_;
  std::chrono::steady_clock::time_point start_;
  double reported_cpu_ = 0;  // of the tasks before
};

}  // namespace skipgrid::sweep
