// kill -9 of the sweep or of a worker at any moment loses nothing that was finished.
#include <signal.h>
#include <unistd.h>

#include <catch2/catch.hpp>
#include <random>

#include "tests/fixtures/small_sweep.h"
#include "tests/fixtures/started_program.h"

using namespace skipgrid::cli::test;

namespace {

/// Points of some 20 ms each.
constexpr int kIterations = 40;

std::vector<std::string> sweep_arguments(const SmallSweep& small) {
  return {"sweep", small.file, "--out", small.path("out"), "-j", "2"};
}

void check_no_leftovers(const SmallSweep& small) {
  for (const std::string folder : {"out", "out/points", "out/failed"})
    for (const std::string& name : small.names(folder)) CHECK_THAT(name, !Catch::Contains(".partial-"));
}

std::size_t points_done(const SmallSweep& small) {
  try {
    return small.names("out/points").size();
  } catch (const std::exception&) {
    return 0;  // not there yet
  }
}

}  // namespace

TEST_CASE("A sweep that is killed again and again ends with the same bytes") {
  const auto seed = GENERATE(take(4, random(0u, 1u << 30)));
  CAPTURE(seed);
  std::mt19937 random(seed);
  const SmallSweep small(kIterations);
  REQUIRE(small.run("whole").code == 0);
  for (int i = 0; i < 4; ++i) {
    StartedProgram sweep(sweep_arguments(small), small.path("err"));
    pause_for(std::chrono::microseconds(random() % 250'000));
    const std::vector<pid_t> workers = children(sweep.process());
    sweep.signal(SIGKILL);
    sweep.wait();
    // Workers end with the sweep.
    for (const pid_t worker : workers) CHECK(soon([&] { return ::kill(worker, 0) != 0; }));
  }
  CHECK(small.run("out").code == 0);
  check_same_results(small, "whole", "out");
  check_no_leftovers(small);
}

TEST_CASE("What was finished before a sweep was killed is not computed again") {
  const SmallSweep small(kIterations);
  StartedProgram sweep(sweep_arguments(small), small.path("err"));
  REQUIRE(soon([&] { return points_done(small) >= 3; }));
  sweep.signal(SIGKILL);
  CHECK(sweep.wait() == -SIGKILL);
  std::vector<std::string> finished;
  for (const std::string& name : small.names("out/points"))
    if (name.find(".partial-") == std::string::npos) finished.push_back(name.substr(0, 16));
  REQUIRE(finished.size() >= 2);
  std::filesystem::remove(small.path("out/timing.jsonl"));
  REQUIRE(small.run("out").code == 0);
  const std::string timing = small.text("out/timing.jsonl");
  for (const std::string& id : finished) CHECK_THAT(timing, !Catch::Contains(id));
}

TEST_CASE("A worker that is killed costs the point at hand, which the next run computes") {
  const auto seed = GENERATE(take(3, random(0u, 1u << 30)));
  CAPTURE(seed);
  std::mt19937 random(seed);
  const SmallSweep small(kIterations);
  REQUIRE(small.run("whole").code == 0);
  StartedProgram sweep(sweep_arguments(small), small.path("err"));
  REQUIRE(soon([&] { return !children(sweep.process()).empty(); }));
  REQUIRE(::kill(children(sweep.process()).front(), SIGKILL) == 0);
  std::size_t killed = 1;
  while (sweep.running()) {
    pause_for(std::chrono::microseconds(10'000 + random() % 60'000));
    for (const pid_t worker : children(sweep.process()))
      if (killed < 3 && random() % 2 == 0 && ::kill(worker, SIGKILL) == 0) ++killed;
  }
  const int code = sweep.wait();
  const auto status = run_skipgrid({"sweep", "status", small.path("out"), "--format", "json"}).json();
  CHECK(code == (status["failed"] == 0 ? 0 : 1));
  CHECK(status["failed"].get<std::size_t>() <= killed);
  CHECK(status["missing"] == 0);
  for (const auto& failure : status["failures"]) {
    CHECK(failure["kind"] == "crashed");
    CHECK(failure["error"] == "crashed: signal 9 (Killed)");
  }
  CHECK(small.run("out").code == 0);
  check_same_results(small, "whole", "out");
  check_no_leftovers(small);
  CHECK(small.names("out/failed").empty());
}

TEST_CASE("A sweep that is interrupted ends in order and says how to go on") {
  const auto [signal, code] = GENERATE(table<int, int>({{SIGINT, 130}, {SIGTERM, 1}, {SIGHUP, 1}}));
  const SmallSweep small(kIterations);
  REQUIRE(small.run("whole").code == 0);
  StartedProgram sweep(sweep_arguments(small), small.path("err"));
  REQUIRE(soon([&] { return points_done(small) >= 1; }));
  sweep.signal(signal);
  CHECK(sweep.wait() == code);
  const std::string last = small.text("err");
  CHECK_THAT(last, Catch::Contains("of 12 points done; the same command goes on in " + small.path("out")));
  CHECK(small.run("out").code == 0);
  check_same_results(small, "whole", "out");
}

TEST_CASE("A second sweep in a directory is refused as long as the first one lives") {
  const SmallSweep small(1'000'000);  // hours
  StartedProgram sweep(sweep_arguments(small), small.path("err"));
  REQUIRE(soon([&] { return children(sweep.process()).size() == 2; }));
  const ProgramRun second = small.run("out");
  CHECK(second.code == 2);
  CHECK(second.complaints() == 1);
  CHECK_THAT(second.err, Catch::Contains("out/lock: is held by process " + std::to_string(sweep.process()) + " on "));
  CHECK_THAT(run_skipgrid({"sweep", "status", small.path("out")}).out,
             Catch::Contains("at work: process " + std::to_string(sweep.process())));
  const std::vector<pid_t> workers = children(sweep.process());
  sweep.signal(SIGKILL);
  sweep.wait();
  // The lock is free, and the workers are gone although they were far from done.
  StartedProgram third(sweep_arguments(small), small.path("err"));
  CHECK(soon([&] { return children(third.process()).size() == 2; }));
  for (const pid_t worker : workers) CHECK(soon([&] { return ::kill(worker, 0) != 0; }));
}
