#include "sim/cli/progress/task_display.h"

#include <catch2/catch.hpp>

#include "tests/fixtures/program_run.h"
#include "tests/fixtures/temporary_folder.h"

using namespace skipgrid;
using namespace skipgrid::cli;

namespace {

DisplayedTasks three() {
  DisplayedTasks tasks;
  tasks.seconds = {1, 2, 1};
  tasks.name = [](std::size_t task, int what) { return std::to_string(task) + "/" + std::to_string(what); };
  return tasks;
}

}  // namespace

TEST_CASE("Tasks count as much as they are estimated to take, and those at work are named") {
  sim::ProgressBoard board(3);
  CHECK(standing_of(three(), board).done == 0);
  CHECK(standing_of(three(), board).what == "0 of 3 done");
  const sim::TaskProgress first(board[0]), second(board[1]);
  first.at(sim::Stage::ended);
  second.begin(4);
  second.at(sim::Stage::search);
  second.done(0.5);
  CHECK(standing_of(three(), board).done == Approx(0.5));
  CHECK(standing_of(three(), board).what == "1 of 3 done, 1/4 (search)");
  second.at(sim::Stage::simulation);
  sim::TaskProgress(board[2]).at(sim::Stage::simulation);
  CHECK(standing_of(three(), board).what == "1 of 3 done, 1/4 (simulation), 2/0 (simulation)");
  for (std::size_t task = 0; task < 3; ++task) sim::TaskProgress(board[task]).at(sim::Stage::ended);
  CHECK(standing_of(three(), board).done == Approx(1));
}

TEST_CASE("What matters most comes first in a status, and one task alone is not counted") {
  CHECK(status_text("run", {0.25, "2 of 6 done, dense (search)"}, 10) ==
        "run: 25 %, 0:30 left, 2 of 6 done, dense (search)");
  CHECK(status_text("run", {0, ""}, 10) == "run: 0:10 so far");
  sim::ProgressBoard board(1);
  sim::TaskProgress(board[0]).at(sim::Stage::simulation);
  CHECK(standing_of(three(), board).what == "0/0 (simulation)");
}

TEST_CASE("A warning is in minutes, from two hours on in hours") {
  CHECK(warning_text("run", 61) == "run: will take about 1 minute");
  CHECK(warning_text("run", 150) == "run: will take about 3 minutes");
  CHECK(warning_text("run", 3 * 3600) == "run: will take about 3 hours");
}

TEST_CASE("What is done before ten seconds leaves stderr empty, and of --format json nothing is ever said there") {
  CHECK(test::run_line("verify --cases 3").err.empty());
  CHECK(test::run_line("gemm --m 20 --k 20 --n 20 --rows 4 --cols 4 --dataflow ws --engine pe").err.empty());
  // A product that would take hours by its closed form, of which nothing is kept.
  const std::string huge = "gemm --m 1000000 --k 10000 --n 1000 --keep-k 0 --rows 8 --cols 8 --dataflow ws --engine pe";
  CHECK(test::run_line(huge + " --format json").err.empty());
  CHECK(test::run_line(huge).err.empty());
}
