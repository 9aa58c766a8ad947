#include "sim/cli/progress/progress_line.h"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <cmath>
#include <ostream>

#include "sim/cli/terminal.h"
#include "traces/shown_text.h"

namespace skipgrid::cli {
namespace {

constexpr std::chrono::milliseconds kFirstDraw{1000}, kRedraw{200};
constexpr std::chrono::seconds kFirstLine{10}, kLine{30};
constexpr int kBarWidth = 20;
constexpr const char* kClearLine = "\r\x1b[K";
/// Less than this says nothing about what is left.
constexpr double kHardlyBegun = 0.001;

std::string bar(double done) {
  const auto filled = static_cast<std::size_t>(std::lround(std::clamp(done, 0.0, 1.0) * kBarWidth));
  return std::string(filled, '#') + std::string(kBarWidth - filled, '.');
}

}  // namespace

bool ProgressLine::due() const {
  const Clock::duration pause = terminal_ ? Clock::duration(shown_ ? kRedraw : kFirstDraw)
                                : shown_  ? kLine
                                          : kFirstLine;
  return Clock::now() - last_ >= pause;
}

void ProgressLine::show(double done, const std::string& status_text) {
  const std::string status = shown(status_text);
  last_ = Clock::now();
  shown_ = true;
  on_screen_ = terminal_;
  if (terminal_)
    out_ << kClearLine << bar_line(done, status, (columns_of_stderr() - 1)) << std::flush;
  else
    out_ << status << std::endl;
}

void ProgressLine::finish() {
  if (on_screen_) out_ << kClearLine << std::flush;
  on_screen_ = false;
}

std::string bar_line(double done, const std::string& status, std::size_t width) {
  return fmt::format("[{}] {}", bar(done), status).substr(0, width);
}

std::string share_text(double done, double seconds) {
  if (done < kHardlyBegun) return fmt::format("{} so far", clock_text(seconds));
  return fmt::format("{:.0f} %, {} left", std::floor(100 * done), clock_text(seconds_left(done, seconds)));
}

double seconds_left(double done, double seconds) { return seconds / done * (1 - std::min(done, 1.0)); }

std::string clock_text(double seconds) {
  const auto total = static_cast<std::int64_t>(std::llround(seconds));
  const std::string rest = fmt::format("{:02}", total % 60);
  if (total < 3600) return fmt::format("{}:{}", total / 60, rest);
  return fmt::format("{}:{:02}:{}", total / 3600, total / 60 % 60, rest);
}

}  // namespace skipgrid::cli
