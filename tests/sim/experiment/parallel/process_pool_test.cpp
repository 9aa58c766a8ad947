#include "sim/experiment/parallel/process_pool.h"

#include <signal.h>
#include <unistd.h>

#include <catch2/catch.hpp>
#include <new>
#include <stdexcept>
#include <vector>

#include "tests/fixtures/error_text.h"
#include "tests/fixtures/started_program.h"
#include "traces/input_error.h"

using namespace skipgrid;
using namespace skipgrid::sim;

namespace {

struct Delivered {
  std::vector<std::size_t> tasks;
  std::vector<std::string> results;
};

/// Runs tasks 0 to count - 1; what is thrown comes out after `delivered` has what came before it.
void run(std::size_t count, int jobs, Delivered& delivered, const std::function<std::string(std::size_t)>& perform) {
  PooledTasks tasks;
  tasks.count = count;
  tasks.name = [](std::size_t task) { return "task " + std::to_string(task); };
  tasks.perform = perform;
  tasks.deliver = [&](std::size_t task, const std::string& result) {
    delivered.tasks.push_back(task);
    delivered.results.push_back(result);
  };
  run_in_processes(tasks, jobs);
}

void sleep_for(int milliseconds) { ::usleep(static_cast<useconds_t>(milliseconds) * 1000); }

}  // namespace

TEST_CASE("Results come in the order of the tasks, whoever is ready first, however many there are at once") {
  const int jobs = GENERATE(1, 2, 3, 8, 100);
  CAPTURE(jobs);
  Delivered delivered;
  run(9, jobs, delivered, [](std::size_t task) {
    sleep_for(static_cast<int>(9 - task) * 3);
    return std::to_string(task * task);
  });
  CHECK(delivered.tasks == std::vector<std::size_t>{0, 1, 2, 3, 4, 5, 6, 7, 8});
  CHECK(delivered.results == std::vector<std::string>{"0", "1", "4", "9", "16", "25", "36", "49", "64"});
}

TEST_CASE("With one job, or one task, everything happens in this process, otherwise nothing does") {
  const auto processes = [](std::size_t count, int jobs) {
    Delivered delivered;
    run(count, jobs, delivered, [](std::size_t) { return std::to_string(::getpid()); });
    return delivered.results;
  };
  const std::string here = std::to_string(::getpid());
  CHECK(processes(2, 1) == std::vector<std::string>{here, here});
  CHECK(processes(1, 4) == std::vector<std::string>{here});
  for (const std::string& process : processes(3, 2)) CHECK(process != here);
  CHECK(processes(0, 2).empty());
}

TEST_CASE("Results of any length arrive whole") {
  Delivered delivered;
  const auto result = [](std::size_t task) { return std::string(task * 1'000'003, static_cast<char>(task)); };
  run(4, 2, delivered, result);
  for (std::size_t task = 0; task < 4; ++task) CHECK(delivered.results[task] == result(task));
}

TEST_CASE("The first error in order comes out as what it was, after all results before it and none behind it") {
  const int jobs = GENERATE(1, 2, 4);
  CAPTURE(jobs);
  Delivered delivered;
  const auto failing = [](std::size_t task) {
    // The later one is there first.
    if (task == 3) throw std::runtime_error("later");
    if (task == 2) {
      sleep_for(50);
      throw InputError("run.json: /rows", "expected: more");
    }
    return std::string("fine");
  };
  CHECK(skipgrid::testing::error_text([&] { run(6, jobs, delivered, failing); }) == "run.json: /rows: expected: more");
  CHECK(delivered.tasks == std::vector<std::size_t>{0, 1});
  CHECK(cli::test::children(::getpid()).empty());

  const auto thrown = [&](auto error) {
    Delivered none;
    run(2, jobs, none, [&](std::size_t) -> std::string { throw error; });
  };
  CHECK_THROWS_AS(thrown(std::overflow_error("too much")), std::overflow_error);
  CHECK_THROWS_AS(thrown(std::bad_alloc()), std::bad_alloc);
  CHECK_THROWS_WITH(thrown(std::logic_error("a fault")), "a fault");
}

TEST_CASE("A process that dies is an error that says which and how") {
  const auto error = [](const std::function<void()>& die) {
    Delivered delivered;
    try {
      run(3, 2, delivered, [&](std::size_t task) {
        if (task == 1) die();
        return std::string();
      });
    } catch (const std::runtime_error& caught) {
      return std::string(caught.what());
    }
    return std::string("no error");
  };
  CHECK(error([] { ::raise(SIGKILL); }) == "task 1: its process was ended by signal 9 (Killed)");
  CHECK(error([] { ::_exit(7); }) == "task 1: its process ended with exit code 7 and no result");
  CHECK(error([] { ::_exit(0); }) == "task 1: its process ended with exit code 0 and no result");
}

TEST_CASE("An error where results are taken ends all processes") {
  PooledTasks tasks;
  tasks.count = 20;
  tasks.name = [](std::size_t) { return std::string(); };
  tasks.perform = [](std::size_t task) {
    if (task > 0) sleep_for(60'000);
    return std::string();
  };
  tasks.deliver = [](std::size_t, const std::string&) { throw std::runtime_error("the disk is full"); };
  CHECK_THROWS_WITH(run_in_processes(tasks, 4), "the disk is full");
  CHECK(cli::test::children(::getpid()).empty());
}
