// Draws how far the tasks of a command are while they run, here or in processes, and says before it if that will take
// long.
#pragma once

#include <chrono>
#include <condition_variable>
#include <functional>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "sim/cli/options.h"
#include "sim/cli/progress/progress_line.h"
#include "sim/experiment/progress/progress_board.h"

namespace skipgrid::cli {

/// What is going on on a board.
struct DisplayedTasks {
  std::vector<double> seconds;  ///< each task's, estimated: what it is worth beside the others
  std::function<std::string(std::size_t task, int what)> name;
  std::string doing = "simulation";  ///< when it is not a search
};

struct Standing {
  double done = 0;   ///< the share of all
  std::string what;  ///< "2 of 6 done, quickstart dense-best (search)"
};
Standing standing_of(const DisplayedTasks& tasks, const sim::ProgressBoard& board);

/// "run: 35 %, 1:02 left, 2 of 6 done, ...": what matters most is first, since a screen may not be wide enough for all.
std::string status_text(const std::string& command, const Standing& standing, double seconds);

/// "run: will take about 3 minutes", "... 2 hours"
std::string warning_text(const std::string& command, double seconds);

/// From its beginning to its end a thread draws on stderr; nobody else may write there, but for quietly(). One at a
/// time.
class TaskDisplay {
 public:
  /// Both must outlive this. jobs: how many tasks run at once.
  TaskDisplay(std::string command, DisplayedTasks tasks, const sim::ProgressBoard& board, int jobs);
  ~TaskDisplay();

  /// Takes the line away while something is written to the screen.
  void quietly(const std::function<void()>& write);

 private:
  using Clock = std::chrono::steady_clock;
  void draw();

  const std::string command_;
  const DisplayedTasks tasks_;
  const sim::ProgressBoard& board_;
  const Clock::time_point start_ = Clock::now();
  ProgressLine line_;
  std::mutex mutex_;
  std::condition_variable change_;
  bool begun_ = false, ended_ = false;
  std::thread thread_;
};

}  // namespace skipgrid::cli
