#include "sim/cli/progress_line.h"

#include <fmt/format.h>

#include <cmath>
#include <ostream>

namespace skipgrid::cli {
namespace {

constexpr std::chrono::milliseconds kRedraw{100};
constexpr std::chrono::seconds kLine{10};
constexpr int kBarWidth = 20;
constexpr const char* kClearLine = "\r\x1b[K";

std::string bar(double done) {
  const auto filled = static_cast<std::size_t>(std::lround(done * kBarWidth));
  return std::string(filled, '#') + std::string(kBarWidth - filled, '.');
}

}  // namespace

bool ProgressLine::due() const { return Clock::now() - last_ >= (terminal_ ? Clock::duration(kRedraw) : kLine); }

void ProgressLine::show(double done, const std::string& status) {
  last_ = Clock::now();
  if (terminal_)
    out_ << kClearLine << '[' << bar(done) << "] " << status << std::flush;
  else
    out_ << status << std::endl;
}

void ProgressLine::finish() {
  if (terminal_) out_ << kClearLine << std::flush;
}

std::string clock_text(double seconds) {
  const auto total = static_cast<std::int64_t>(std::llround(seconds));
  const std::string rest = fmt::format("{:02}", total % 60);
  if (total < 3600) return fmt::format("{}:{}", total / 60, rest);
  return fmt::format("{}:{:02}:{}", total / 3600, total / 60 % 60, rest);
}

}  // namespace skipgrid::cli
