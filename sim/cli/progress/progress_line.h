// One line about work that goes on: redrawn with a bar on a terminal, a plain line now and then elsewhere.
#pragma once

#include <chrono>
#include <iosfwd>
#include <string>

namespace skipgrid::cli {

class ProgressLine {
 public:
  ProgressLine(std::ostream& out, bool terminal) : out_(out), terminal_(terminal) {}
  ~ProgressLine() { finish(); }
  ProgressLine(const ProgressLine&) = delete;
  ProgressLine& operator=(const ProgressLine&) = delete;

  /// Whether it is time for a new line. On a terminal five times a second, after the first second; elsewhere after 10 s
  /// and every 30 s.
  bool due() const;
  /// done: the share of the work, 0 to 1.
  void show(double done, const std::string& status);
  /// Takes the bar away.
  void finish();

 private:
  using Clock = std::chrono::steady_clock;

  std::ostream& out_;
  bool terminal_;
  bool shown_ = false;      // anything so far
  bool on_screen_ = false;  // a bar
  Clock::time_point last_ = Clock::now();
};

/// "[#####...............] status", of which no more than `width` characters.
std::string bar_line(double done, const std::string& status, std::size_t width);

/// "35 %, 1:02 left": `seconds` have passed since the work began. No share is said of what has hardly begun.
std::string share_text(double done, double seconds);

/// What is left when the share `done` has taken `seconds`; done > 0.
double seconds_left(double done, double seconds);

/// "1:02:03" or "2:03"
std::string clock_text(double seconds);

}  // namespace skipgrid::cli
