#include "sim/cli/terminal.h"

#include <pty.h>
#include <unistd.h>

#include <catch2/catch.hpp>
#include <cstdlib>

using namespace skipgrid::cli;

namespace {

/// Stdout is a terminal of so many columns, for as long as this lives.
class Terminal {
 public:
  explicit Terminal(unsigned short columns) {
    winsize size{};
    size.ws_col = columns;
    REQUIRE(::openpty(&main_, &side_, nullptr, nullptr, &size) == 0);
    ::dup2(side_, STDOUT_FILENO);
  }
  ~Terminal() {
    ::dup2(before_, STDOUT_FILENO);
    for (const int file : {before_, main_, side_}) ::close(file);
  }

 private:
  int main_ = -1, side_ = -1, before_ = ::dup(STDOUT_FILENO);
};

bool colours_with(const char* term, const char* no_color) {
  ::setenv("TERM", term, 1);
  ::setenv("NO_COLOR", no_color, 1);
  const Terminal terminal(80);
  return stdout_shows_colours();
}

}  // namespace

TEST_CASE("Colours are for terminals that can show them, of people who want them") {
  CHECK(colours_with("xterm", ""));
  CHECK_FALSE(colours_with("xterm", "1"));
  CHECK_FALSE(colours_with("dumb", ""));
  int pipe[2];
  REQUIRE(::pipe(pipe) == 0);
  const int before = ::dup(STDOUT_FILENO);
  ::dup2(pipe[1], STDOUT_FILENO);
  const bool in_a_pipe = stdout_shows_colours();
  ::dup2(before, STDOUT_FILENO);
  CHECK_FALSE(in_a_pipe);
  for (const int file : {before, pipe[0], pipe[1]}) ::close(file);
}

TEST_CASE("Text is as wide as the terminal, and at most as wide as a table is") {
  const auto columns = [](unsigned short wide) {
    const Terminal terminal(wide);
    return columns_of_stdout();
  };
  CHECK(columns(60) == 60);
  CHECK(columns(250) == 100);
}
