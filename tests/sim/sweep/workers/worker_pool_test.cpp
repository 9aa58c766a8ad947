#include "sim/sweep/workers/worker_pool.h"

#include <signal.h>
#include <unistd.h>

#include <catch2/catch.hpp>
#include <cstdlib>
#include <map>
#include <set>

#include "sim/sweep/directory/storage.h"
#include "tests/fixtures/sanitizer.h"
#include "tests/fixtures/started_program.h"

using namespace skipgrid::sweep;

namespace {

/// Runs tasks 0 to count - 1.
std::map<std::uint32_t, TaskReport> run(std::uint32_t count, int workers, const Limits& limits, const Task& task) {
  std::map<std::uint32_t, TaskReport> reports;
  std::uint32_t next = 0;
  WorkerPool pool(workers, [&] { return task; }, limits, {});
  pool.run([&](int) { return next < count ? std::optional(next++) : std::nullopt; },
           [&](const TaskReport& report) { REQUIRE(reports.emplace(report.task, report).second); },
           [] { return false; });
  return reports;
}

void sleep_for_ever() {
  while (true) ::pause();
}

}  // namespace

TEST_CASE("A task that ends its process costs nothing but itself") {
  const int workers = GENERATE(1, 2, 5);
  CAPTURE(workers);
  const auto reports = run(12, workers, {}, [](std::uint32_t task) {
    if (task == 3) ::raise(SIGSEGV);
    if (task == 5) ::_exit(7);
    if (task == 6) throw std::runtime_error("what went wrong");
    if (task == 8) ::raise(SIGKILL);
    if (task == 10) throw std::bad_alloc();
  });
  REQUIRE(reports.size() == 12);
  for (const auto& [task, report] : reports) {
    CAPTURE(task, report.error);
    CHECK((report.outcome == Outcome::done) == (std::set{3u, 5u, 6u, 8u, 10u}.count(task) == 0));
  }
  CHECK(reports.at(3).outcome == Outcome::crashed);
  CHECK(reports.at(3).error == "crashed: signal 11 (Segmentation fault)");
  CHECK(reports.at(5).error == "crashed: exit code 7");
  CHECK(reports.at(6).outcome == Outcome::error);
  CHECK(reports.at(6).error == "what went wrong");
  CHECK(reports.at(8).error == "crashed: signal 9 (Killed)");
  CHECK(reports.at(10).outcome == Outcome::memory);
}

TEST_CASE("The last words of a process that crashed are kept") {
  const auto reports = run(1, 1, {}, [](std::uint32_t) {
    const std::string words = "one\ntwo\n\n";
    (void)!::write(STDERR_FILENO, words.data(), words.size());
    std::abort();
  });
  CHECK(reports.at(0).error == "crashed: signal 6 (Aborted): two");
}

TEST_CASE("A task that takes too long is ended, and the others go on") {
  Limits limits;
  limits.seconds = 0.3;
  const auto reports = run(5, 2, limits, [](std::uint32_t task) {
    if (task == 1 || task == 2) sleep_for_ever();
  });
  REQUIRE(reports.size() == 5);
  for (const std::uint32_t task : {1u, 2u}) {
    CHECK(reports.at(task).outcome == Outcome::timeout);
    CHECK(reports.at(task).error == "took longer than 0.3 s");
    CHECK(reports.at(task).seconds >= 0.3);
  }
  for (const std::uint32_t task : {0u, 3u, 4u}) CHECK(reports.at(task).outcome == Outcome::done);
}

TEST_CASE("A limit of time beyond what a clock can count is never met") {
  for (const double seconds : {1e10, 1e19, 1e300}) {
    CAPTURE(seconds);
    Limits limits;
    limits.seconds = seconds;
    limits.memory_mib = std::int64_t{1} << 62;
    const auto reports = run(2, 1, limits, [](std::uint32_t) {});
    for (const auto& [task, report] : reports) CHECK(report.outcome == Outcome::done);
  }
}

TEST_CASE("A task that needs more memory than its limit is ended, and one within it is not") {
  Limits limits;
  limits.memory_mib = 64;
  const auto reports = run(3, 1, limits, [](std::uint32_t task) {
    const std::vector<char> memory(std::size_t{task == 1 ? 100u : 20u} << 20, 'x');
    if (memory[memory.size() / 2] != 'x') throw std::logic_error("the vector is not there");
  });
  CHECK(reports.at(0).outcome == Outcome::done);
  if (skipgrid::testing::kAddressSanitizer) {
    CHECK(reports.at(1).outcome == Outcome::crashed);
  } else {
    CHECK(reports.at(1).outcome == Outcome::memory);
    CHECK(reports.at(1).error == "needed more than 64 MiB of memory");
  }
  CHECK(reports.at(2).outcome == Outcome::done);
}

TEST_CASE("An observer that throws ends the workers, and so does a stop") {
  using skipgrid::cli::test::children;
  using skipgrid::cli::test::soon;
  const auto before = children(::getpid()).size();
  const auto endless = [](std::uint32_t task) {
    if (task > 0) sleep_for_ever();
  };
  std::uint32_t next = 0;
  WorkerPool pool(3, [&] { return Task(endless); }, {}, {});
  const auto tasks = [&](int) { return std::optional(next++); };
  CHECK_THROWS_AS(pool.run(
                      tasks, [](const TaskReport&) { throw StorageError("full"); }, [] { return false; }),
                  StorageError);
  CHECK(soon([&] { return children(::getpid()).size() == before; }));
  int calls = 0;
  pool.run(
      tasks, [](const TaskReport&) {}, [&] { return ++calls == 3; });
  CHECK(children(::getpid()).size() == before);
}

TEST_CASE("A worker that ends while it is idle is replaced") {
  Worker worker([] { return Task([](std::uint32_t) {}); }, {}, {});
  REQUIRE(worker.start(1));
  CHECK(worker.receive().outcome == Outcome::done);
  for (const pid_t child : skipgrid::cli::test::children(::getpid())) ::kill(child, SIGKILL);
  CHECK(skipgrid::cli::test::soon([&] { return !worker.start(2); }));
}
