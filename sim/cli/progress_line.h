// One line about work that goes on: redrawn with a bar on a terminal, repeated now and then elsewhere.
#pragma once

#include <chrono>
#include <iosfwd>
#include <string>

namespace skipgrid::cli {

class ProgressLine {
 public:
  ProgressLine(std::ostream& out, bool terminal) : out_(out), terminal_(terminal) {}

  /// Whether the line on the screen is old enough for a new one.
  bool due() const;
  /// done: the share of the work, 0 to 1.
  void show(double done, const std::string& status);
  /// Takes the bar away.
  void finish();

 private:
  using Clock = std::chrono::steady_clock;

  std::ostream& out_;
  bool terminal_;
  Clock::time_point last_ = Clock::now();
};

/// "1:02:03" or "2:03"
std::string clock_text(double seconds);

}  // namespace skipgrid::cli
