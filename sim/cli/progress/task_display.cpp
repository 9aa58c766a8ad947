#include "sim/cli/progress/task_display.h"

#include <fmt/format.h>
#include <pthread.h>
#include <unistd.h>

#include <algorithm>
#include <cmath>
#include <iostream>
#include <utility>

#include "sim/cli/ending_signals.h"
#include "traces/files/waiting_signals.h"

namespace skipgrid::cli {
namespace {

constexpr double kLong = 60;
constexpr std::chrono::milliseconds kLook{100};
/// So many of those at work are named.
constexpr int kNamed = 2;

}  // namespace

Standing standing_of(const DisplayedTasks& tasks, const sim::ProgressBoard& board) {
  Standing standing;
  double all = 0, done = 0;
  std::size_t ended = 0;
  int at_work = 0;
  std::string names;
  for (std::size_t task = 0; task < board.size(); ++task) {
    const sim::Stage stage = board[task].stage;
    // A task of which nothing is known is worth a little.
    const double worth = std::max(tasks.seconds[task], 1e-6);
    all += worth;
    if (stage == sim::Stage::ended) {
      ++ended;
      done += worth;
    } else if (stage != sim::Stage::waiting) {
      done += worth * static_cast<double>(board[task].share.load());
      if (at_work++ < kNamed)
        names += fmt::format("{}{} ({})", names.empty() ? "" : ", ", tasks.name(task, board[task].what),
                             stage == sim::Stage::search ? "search" : tasks.doing);
    }
  }
  if (at_work > kNamed) names += fmt::format(" and {} more", at_work - kNamed);
  standing.done = all > 0 ? done / all : 0;
  if (board.size() > 1)
    standing.what = fmt::format("{} of {} done{}{}", ended, board.size(), names.empty() ? "" : ", ", names);
  else
    standing.what = names;
  return standing;
}

std::string status_text(const std::string& command, const Standing& standing, double seconds) {
  return fmt::format("{}: {}{}{}", command, share_text(standing.done, seconds), standing.what.empty() ? "" : ", ",
                     standing.what);
}

std::string warning_text(const std::string& command, double seconds) {
  const double minutes = std::round(seconds / 60), hours = std::round(seconds / 3600);
  return minutes < 120 ? fmt::format("{}: will take about {:.0f} minute{}", command, minutes, minutes == 1 ? "" : "s")
                       : fmt::format("{}: will take about {:.0f} hours", command, hours);
}

namespace {

// A process that is forked has the main thread only: whatever lock the other one holds then, that of an allocator say,
// is held for ever. So nothing is forked while it draws.
std::mutex* drawing = nullptr;

void keep_from_drawing() {
  if (drawing != nullptr) drawing->lock();
}
void let_draw() {
  if (drawing != nullptr) drawing->unlock();
}

}  // namespace

TaskDisplay::TaskDisplay(std::string command, DisplayedTasks tasks, const sim::ProgressBoard& board, int jobs)
    : command_(std::move(command)),
      tasks_(std::move(tasks)),
      board_(board),
      line_(std::cerr, ::isatty(STDERR_FILENO) != 0) {
  double all = 0, longest = 0;
  for (const double seconds : tasks_.seconds) all += seconds, longest = std::max(longest, seconds);
  const double expected = std::max(longest, all / std::max(jobs, 1));
  if (expected > kLong) std::cerr << warning_text(command_, expected) << std::endl;
  if (::isatty(STDERR_FILENO) != 0) clear_line_at_end();
  {
    const traces::WaitingSignals for_the_main_thread;
    thread_ = std::thread([this] { draw(); });
  }
  std::unique_lock lock(mutex_);
  change_.wait(lock, [this] { return begun_; });
  static const int registered = ::pthread_atfork(keep_from_drawing, let_draw, let_draw);
  if (registered == 0) drawing = &mutex_;
}

TaskDisplay::~TaskDisplay() {
  drawing = nullptr;
  {
    const std::lock_guard lock(mutex_);
    ended_ = true;
  }
  change_.notify_one();
  thread_.join();
}

void TaskDisplay::quietly(const std::function<void()>& write) {
  const std::lock_guard lock(mutex_);
  line_.finish();
  write();
}

void TaskDisplay::draw() {
  std::unique_lock lock(mutex_);
  begun_ = true;
  change_.notify_one();
  while (!change_.wait_for(lock, kLook, [this] { return ended_; })) {
    if (!line_.due()) continue;
    const Standing standing = standing_of(tasks_, board_);
    const double seconds = std::chrono::duration<double>(Clock::now() - start_).count();
    line_.show(standing.done, status_text(command_, standing, seconds));
  }
}

}  // namespace skipgrid::cli
