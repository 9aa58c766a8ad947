#include "sim/cli/terminal.h"

#include <sys/ioctl.h>
#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <string>

#include "sim/report/text_table.h"

namespace skipgrid::cli {

namespace {

std::size_t columns_of(int terminal, std::size_t otherwise) {
  winsize size{};
  const bool known = ::ioctl(terminal, TIOCGWINSZ, &size) == 0 && size.ws_col > 1;
  return known ? size.ws_col : otherwise;
}

}  // namespace

std::size_t columns_of_stdout() { return std::min(columns_of(STDOUT_FILENO, sim::kTableWidth), sim::kTableWidth); }

bool stdout_shows_colours() {
  const auto set = [](const char* name) {
    const char* const value = std::getenv(name);
    return std::string(value == nullptr ? "" : value);
  };
  return ::isatty(STDOUT_FILENO) != 0 && set("NO_COLOR").empty() && set("TERM") != "dumb";
}

std::size_t columns_of_stderr() { return columns_of(STDERR_FILENO, 80); }

}  // namespace skipgrid::cli
