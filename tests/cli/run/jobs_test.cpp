// The option --jobs: as many processes as wanted, and what comes out does not show how many there were.
#include <signal.h>

#include <catch2/catch.hpp>
#include <filesystem>
#include <nlohmann/json.hpp>

#include "tests/fixtures/program_run.h"
#include "tests/fixtures/started_program.h"
#include "tests/fixtures/temporary_folder.h"

using namespace skipgrid::cli::test;
using skipgrid::traces::test::read_file;
using skipgrid::traces::test::TemporaryFolder;
using skipgrid::traces::test::write_file;

namespace {

/// Two small runs, one under several seeds, and a replay of a trace that is damaged at its end.
struct SeveralRuns {
  TemporaryFolder folder;
  std::string one = folder / "one.json", drawn = folder / "drawn.json", damaged = folder / "damaged.json";
  SeveralRuns() {
    auto json = nlohmann::json::parse(small_run());
    write_file(one, json.dump());
    json["seeds"] = 3;
    write_file(drawn, json.dump());
    run_skipgrid({"trace", "gen", one, "--out", folder / "good.jsonl"});
    const std::string trace = read_file(folder / "good.jsonl");
    write_file(folder / "bad.jsonl", trace.substr(0, trace.size() - 30));
    write_file(damaged, R"({"hardware": {"rows": 8, "cols": 8}, "workload": {"trace": "bad.jsonl"}})");
  }
};

/// Long enough to be interrupted.
constexpr const char* kLongRun = "/iterations=100000";

}  // namespace

TEST_CASE("The output of run, paper and verify is the same to the byte whatever --jobs is") {
  const SeveralRuns runs;
  const std::vector<std::vector<std::string>> commands{
      {"run", runs.one, runs.drawn},
      {"run", runs.drawn, runs.one, "--format", "json"},
      {"run", runs.drawn, "--format", "csv"},
      {"run", runs.one, "--engine", "pe", "--format", "json"},
      {"run", runs.one, "--set",
       "/hardware=" + std::filesystem::absolute(SKIPGRID_CONFIGS).string() + "/hardware/edge_32x32.json"},
      {"paper", runs.one, runs.drawn},
      {"paper", runs.drawn, "--format", "json"},
      {"verify", "--cases", "300"},
      {"verify", runs.one, "--cases", "7"},
      {"run", runs.one, runs.damaged, runs.drawn},
      {"run", runs.damaged, runs.one, "--format", "json"},
      {"paper", runs.one, runs.damaged}};
  for (std::vector<std::string> command : commands) {
    command.insert(command.end(), {"-j", "1"});
    const ProgramRun alone = run_skipgrid(command);
    const bool fails = std::find(command.begin(), command.end(), runs.damaged) != command.end();
    CAPTURE(command, alone.err);
    CHECK(alone.code == (fails ? 2 : 0));
    CHECK(alone.complaints() == (fails ? 1 : 0));
    for (const std::string jobs : {"2", "4", ""}) {
      command.resize(command.size() - 2);
      if (jobs.empty())
        command.emplace_back("--jobs=3");
      else
        command.insert(command.end(), {"-j", jobs});
      CAPTURE(command);
      const ProgramRun run = run_skipgrid(command);
      CHECK(run.code == alone.code);
      CHECK(run.out == alone.out);
      CHECK(run.err == alone.err);
    }
  }
}

TEST_CASE("Files of --out and --timeline are the same whatever --jobs is") {
  const SeveralRuns runs;
  const auto files = [&](const std::string& jobs) {
    const std::string out = runs.folder / ("out" + jobs), timeline = runs.folder / ("timeline" + jobs);
    REQUIRE(run_skipgrid({"run", runs.drawn, "--out", out, "--timeline", timeline, "-j", jobs}).code == 0);
    return std::vector{read_file(out + "/results.json"), read_file(out + "/results.csv"), read_file(timeline)};
  };
  const auto alone = files("1");
  CHECK(alone[2].size() > 1000);
  CHECK(files("2") == alone);
  CHECK(files("4") == alone);
}

TEST_CASE("With one job there is no other process, with more there are") {
  const SeveralRuns runs;
  const auto most_children = [&](const std::string& jobs) {
    StartedProgram program({"run", runs.one, "--set", kLongRun, "-j", jobs}, runs.folder / "err");
    std::size_t most = 0;
    for (int i = 0; i < 60; ++i) {
      most = std::max(most, children(program.process()).size());
      pause_for(std::chrono::milliseconds(5));
    }
    CHECK(program.running());
    return most;
  };
  CHECK(most_children("1") == 0);
  CHECK(most_children("2") == 2);
}

TEST_CASE("A process that dies is an error that names its variant") {
  const SeveralRuns runs;
  StartedProgram program({"run", runs.one, "--set", kLongRun, "-j", "2"}, runs.folder / "err");
  REQUIRE(soon([&] { return children(program.process()).size() == 2; }));
  ::kill(children(program.process()).front(), SIGKILL);
  CHECK(program.wait() == 1);
  // That it takes long was said before.
  CHECK_THAT(read_file(runs.folder / "err"),
             Catch::StartsWith("run: will take about ") &&
                 Catch::EndsWith("\nskipgrid: one, structured-best: its process was ended by signal 9 (Killed)\n"));
}

TEST_CASE("A command that is interrupted or killed takes its processes with it") {
  const int signal = GENERATE(SIGINT, SIGTERM, SIGKILL);
  const SeveralRuns runs;
  StartedProgram program({"run", runs.one, "--set", kLongRun, "-j", "2"}, runs.folder / "err");
  REQUIRE(soon([&] { return children(program.process()).size() == 2; }));
  const std::vector<pid_t> processes = children(program.process());
  program.signal(signal);
  CHECK(program.wait() == -signal);
  for (const pid_t process : processes) CHECK(soon([&] { return ::kill(process, 0) != 0; }));
}

TEST_CASE("A number of jobs that is none is refused") {
  for (const std::string command : {"run x.json", "paper x.json", "verify"})
    for (const std::string jobs : {"0", "-1", "two", "1025"}) {
      const ProgramRun run = run_line(command + " -j " + jobs);
      CHECK(run.code == 2);
      CHECK_THAT(run.err, Catch::Contains("--jobs: expected an integer from 1 to 1024"));
    }
}
