#include "sim/cli/progress/progress_line.h"

#include <catch2/catch.hpp>
#include <sstream>

using namespace skipgrid::cli;

TEST_CASE("A line says how much is done and how long the rest will take") {
  CHECK(share_text(0.25, 10) == "25 %, 0:30 left");
  CHECK(share_text(0.999, 3600) == "99 %, 0:04 left");
  CHECK(share_text(1, 5) == "100 %, 0:00 left");
  CHECK(share_text(0.01, 100) == "1 %, 2:45:00 left");
}

TEST_CASE("What has hardly begun has no share and no end yet, only the time that it has taken") {
  CHECK(share_text(0, 61) == "1:01 so far");
  CHECK(share_text(0.0009, 2) == "0:02 so far");
  CHECK(share_text(0.001, 2) == "0 %, 33:18 left");
}

TEST_CASE("A bar is as long as the share says and no longer than the screen is wide") {
  CHECK(bar_line(0, "x", 79) == "[....................] x");
  CHECK(bar_line(0.5, "x", 79) == "[##########..........] x");
  CHECK(bar_line(1, "x", 79) == "[####################] x");
  CHECK(bar_line(1.5, "x", 79) == "[####################] x");
  CHECK(bar_line(0.5, "a long status", 25) == "[##########..........] a ");
}

TEST_CASE("Where there is no terminal a line is text and nothing is taken away; on one nothing stays") {
  std::ostringstream file, screen;
  {
    ProgressLine line(file, false);
    CHECK_FALSE(line.due());  // not before ten seconds
    line.show(0.5, "half");
  }
  CHECK(file.str() == "half\n");
  {
    ProgressLine line(screen, true);
    CHECK_FALSE(line.due());
    line.show(0.5, "half");
  }
  CHECK(screen.str() == "\r\x1b[K[##########..........] half\r\x1b[K");
  std::ostringstream untouched;
  { const ProgressLine line(untouched, true); }
  CHECK(untouched.str().empty());
}
