// One process that performs one task and says what came of it through a pipe.
#pragma once

#include <sys/types.h>

#include <cstddef>
#include <functional>
#include <string>

#include "traces/files/file_stream.h"

namespace skipgrid::sim {

class TaskProcess {
 public:
  /// Forks. Throws std::system_error when there can be no further process.
  TaskProcess(std::size_t task, const std::function<std::string()>& perform);
  /// Ends the process at once if it still runs.
  ~TaskProcess();
  TaskProcess(const TaskProcess&) = delete;
  TaskProcess& operator=(const TaskProcess&) = delete;

  std::size_t task() const { return task_; }
  /// Becomes readable when there is something to read(): a part of the message, or its end.
  int pipe() const { return pipe_.value(); }
  void read();
  bool ended() const { return process_ < 0; }

  /// Whether the task threw or the process died. Requires ended().
  bool failed() const;
  /// What the task returned. Throws what it threw, or std::runtime_error "NAME: its process ...". Requires ended().
  std::string result(const std::string& name) const;

 private:
  /// What is thrown here must not come out into the code of the parent.
  [[noreturn]] static void serve(const std::function<std::string()>& perform, int pipe) noexcept;
  void reap();

  std::size_t task_;
  pid_t process_ = -1;
  int status_ = 0;  // of the ended process, as waitpid() says it
  traces::FileDescriptor pipe_;
  std::string message_;  // a byte that says what it is, then a result or an error
};

}  // namespace skipgrid::sim
