#include "sim/cli/terminal.h"

#include <sys/ioctl.h>
#include <unistd.h>

#include <algorithm>

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

std::size_t columns_of_stderr() { return columns_of(STDERR_FILENO, 80); }

}  // namespace skipgrid::cli
