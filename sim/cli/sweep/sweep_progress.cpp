#include "sim/cli/sweep/sweep_progress.h"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <iostream>
#include <utility>

#include "sim/report/text_table.h"
#include "traces/shown_text.h"

namespace skipgrid::cli {
using namespace sweep;

std::string count_text(std::size_t count) { return sim::with_thousands(static_cast<std::int64_t>(count)); }

void say_damages(const std::vector<std::string>& damages) {
  constexpr std::size_t kMost = 10;
  for (std::size_t i = 0; i < std::min(damages.size(), kMost); ++i) std::cerr << damages[i] << "\n";
  if (damages.size() > kMost) std::cerr << fmt::format("and {} files more\n", count_text(damages.size() - kMost));
}

SweepProgress::SweepProgress(std::string name) : name_(shown(name)), line_(std::cerr, ::isatty(STDERR_FILENO) != 0) {}

void SweepProgress::operator()(const RunState& state) {
  const std::size_t ended = state.done + state.failed;
  if (ended == 0 || !line_.due()) return;
  const double share = static_cast<double>(ended) / static_cast<double>(state.points);
  const double left = seconds_left(share, seconds());
  line_.show(share, fmt::format("{} {}/{} points, {} failed, {:.3g} points/s, {} left", name_, count_text(ended),
                                count_text(state.points), count_text(state.failed),
                                static_cast<double>(ended) / seconds(), clock_text(left)));
}

void SweepProgress::finish(const RunState& state, int jobs) {
  line_.finish();
  if (state.points == 0) return;
  std::cerr << fmt::format("{} {} points in {:.1f} s, workers busy {:.0f}%\n", name_,
                           count_text(state.done + state.failed), seconds(),
                           100 * state.cpu_seconds / (jobs * seconds()));
}

double SweepProgress::seconds() const { return std::chrono::duration<double>(Clock::now() - start_).count(); }

}  // namespace skipgrid::cli
