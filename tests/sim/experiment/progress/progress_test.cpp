#include <unistd.h>

#include <catch2/catch.hpp>
#include <string>
#include <vector>

#include "sim/experiment/parallel/process_pool.h"
#include "sim/experiment/progress/counted_sink.h"
#include "sim/experiment/progress/progress_board.h"
#include "sim/experiment/progress/work_estimate.h"

using namespace skipgrid;
using namespace skipgrid::sim;

namespace {

/// Notes what the slot says after each operation.
struct Watching : traces::TraceSink {
  void begin(const traces::TraceHeader&) override {}
  void gemm(const traces::GemmOp&) override { ++products; }
  void vector(const traces::VectorOp&) override { ++others; }
  void end() override { ended = true; }
  int products = 0, others = 0;
  bool ended = false;
};

void push(traces::TraceSink& sink) {
  sink.begin({});
  for (int i = 0; i < 4; ++i) {
    traces::GemmOp op;
    op.m = i + 1;
    op.k = op.n = 1;
    sink.gemm(op);
  }
  sink.vector({});
  sink.end();
}

}  // namespace

TEST_CASE("A stretch of a task is told in shares of it") {
  ProgressBoard board(1);
  const TaskProgress task(board[0]);
  task.part(0.5, 1).done(0.5);
  CHECK(board[0].share.load() == Approx(0.75));
  task.part(0.5, 1).nth(1, 2).done(0);
  CHECK(board[0].share.load() == Approx(0.75));
  task.part(0, 0.5).done(1);
  CHECK(board[0].share.load() == Approx(0.5));
  TaskProgress().part(0, 1).done(1);  // of nobody: nothing happens
}

TEST_CASE("A counted sink passes a trace on as it is and tells its share once somebody waits") {
  ProgressBoard board(1);
  const auto cost = [](const traces::GemmOp& op) { return static_cast<double>(op.m); };
  Watching whole;
  {
    CountedSink counted(whole, TaskProgress(board[0]), cost, push, std::chrono::milliseconds(0));
    counted.begin({});
    traces::GemmOp op;
    op.m = 4;
    counted.gemm(op);
    CHECK(board[0].share.load() == Approx(4 / cost_of(push, cost, 0).seconds));
  }
  Watching quick;
  bool asked = false;
  CountedSink patient(quick, TaskProgress(board[0]), cost, [&](traces::TraceSink&) { asked = true; });
  push(patient);
  CHECK(quick.products == 4);
  CHECK(quick.others == 1);
  CHECK(quick.ended);
  CHECK_FALSE(asked);
}

TEST_CASE("A trace costs what its operations do, or its first iteration as often as there are iterations") {
  const auto cost = [](const traces::GemmOp& op) { return static_cast<double>(op.m); };
  const TraceCost all = cost_of(push, cost, 0);
  CHECK(all.whole);
  CHECK(all.seconds == Approx(1 + 2 + 3 + 4).margin(1e-3));
  int pushed = 0;
  const auto five_iterations = [&](traces::TraceSink& sink) {
    sink.begin({});
    for (traces::GemmOp op; op.iter < 5; ++op.iter) {
      ++pushed;
      op.m = 7 - op.iter;
      op.k = op.n = 1;
      sink.gemm(op);
    }
    sink.end();
  };
  CHECK(cost_of(five_iterations, cost, 0).seconds == Approx(7 + 6 + 5 + 4 + 3));
  pushed = 0;
  CHECK(cost_of(five_iterations, cost, 100).seconds == Approx(700));
  CHECK(pushed == 2);
  // One that is still going on when nobody wants to wait any more.
  const TraceCost part = cost_of(five_iterations, cost, 0, std::chrono::milliseconds(-1));
  CHECK_FALSE(part.whole);
  CHECK(part.seconds == 0);
}

TEST_CASE("A counted sink tells the share of all iterations when it is known how many there are") {
  ProgressBoard board(1);
  const auto cost = [](const traces::GemmOp&) { return 1.0; };
  Watching taken;
  const TaskProgress progress = TaskProgress(board[0]).of_iterations(10);
  CountedSink counted(taken, progress.part(0.0, 0.5), cost, push, std::chrono::milliseconds(0));
  counted.gemm({});
  CHECK(board[0].share.load() == Approx(0.5 * 1 / 40).margin(1e-6));
}

TEST_CASE("What processes tell of their tasks is seen where they were started from, and results are the same") {
  const int jobs = GENERATE(1, 2, 5);
  ProgressBoard board(5);
  std::vector<std::string> results;
  PooledTasks tasks;
  tasks.count = 5;
  tasks.name = [](std::size_t) { return std::string(); };
  tasks.perform = [&](std::size_t task) {
    const TaskProgress progress(board[task]);
    progress.begin(static_cast<int>(task));
    progress.at(Stage::search);
    progress.done(0.1 * static_cast<double>(task));
    return std::to_string(task);
  };
  tasks.deliver = [&](std::size_t task, const std::string& result) {
    CHECK(board[task].share.load() == Approx(0.1 * static_cast<double>(task)).margin(1e-6));
    CHECK(board[task].what == static_cast<int>(task));
    CHECK(board[task].stage.load() == Stage::search);
    results.push_back(result);
  };
  run_in_processes(tasks, jobs);
  CHECK(results == std::vector<std::string>{"0", "1", "2", "3", "4"});
}

TEST_CASE("Engine pe is estimated by its tiles, and more of anything takes longer") {
  ArrayConfig array;
  array.rows = array.cols = 8;
  const double one = pe_seconds(array, 100, 8, 8);
  CHECK(one > 0);
  CHECK(pe_seconds(array, 100, 16, 8) == Approx(2 * one));
  CHECK(pe_seconds(array, 200, 8, 8) == Approx(2 * one));
  CHECK(pe_seconds(array, 0, 8, 8) >= 0);
}
