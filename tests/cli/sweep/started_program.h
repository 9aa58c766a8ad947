// The program while it runs, to be sent signals.
#pragma once

#include <sys/types.h>

#include <chrono>
#include <string>
#include <vector>

namespace skipgrid::cli::test {

class StartedProgram {
 public:
  /// Its standard output goes nowhere, its errors to the file `err`.
  StartedProgram(const std::vector<std::string>& arguments, const std::string& err);
  /// Kills it when it still runs.
  ~StartedProgram();
  StartedProgram(const StartedProgram&) = delete;
  StartedProgram& operator=(const StartedProgram&) = delete;

  pid_t process() const { return process_; }
  void signal(int number) const;
  bool running();
  /// Waits for its end: the exit code, or minus the signal that ended it.
  int wait();

 private:
  pid_t process_ = -1;
  int status_ = 0;
  bool ended_ = false;
};

/// The processes that this one has started and that still run.
std::vector<pid_t> children(pid_t process);
void pause_for(std::chrono::microseconds time);

/// False when the condition is not there within ten seconds.
template <class Condition>
bool soon(const Condition& condition) {
  for (int i = 0; i < 2000; ++i) {
    if (condition()) return true;
    pause_for(std::chrono::milliseconds(5));
  }
  return false;
}

}  // namespace skipgrid::cli::test
