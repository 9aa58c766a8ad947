// Schedules from the command line: how far the search goes, written out, run again, and refused.
#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

#include "tests/fixtures/program_run.h"
#include "tests/fixtures/temporary_folder.h"

using namespace skipgrid::cli::test;
using skipgrid::traces::test::read_file;
using skipgrid::traces::test::TemporaryFolder;
using skipgrid::traces::test::write_file;

namespace {

/// A small run with the schedule that it wrote.
struct ScheduledSmallRun {
  TemporaryFolder folder;
  std::string config = folder / "run.json", schedule = folder / "schedule.json";
  ProgramRun first;
  ScheduledSmallRun() {
    write_file(config, small_run());
    first = run({"--schedule-out", schedule});
  }
  ProgramRun run(std::vector<std::string> more) const {
    more.insert(more.begin(), {"run", config, "--format", "json"});
    return run_skipgrid(more);
  }
  ProgramRun again() const { return run({"--set", "/schedule=" + schedule}); }
  nlohmann::ordered_json written() const { return nlohmann::ordered_json::parse(read_file(schedule)); }
};

void check_refused(const ProgramRun& run, const std::string& part) {
  CAPTURE(run.err, part);
  CHECK(run.code == 2);
  CHECK(run.complaints() == 1);
  CHECK(run.out.empty());
  CHECK_THAT(run.err, Catch::Contains(part));
}

}  // namespace

TEST_CASE("A run under the schedule that it wrote counts the same cycles and writes the same schedule") {
  const ScheduledSmallRun small;
  REQUIRE(small.first.code == 0);
  const std::string copy = small.folder / "copy.json";
  const ProgramRun again = small.run({"--set", "/schedule=" + small.schedule, "--schedule-out", copy});
  REQUIRE(again.code == 0);
  CHECK(again.json()["variants"].dump() == small.first.json()["variants"].dump());
  CHECK(read_file(copy) == read_file(small.schedule));
}

TEST_CASE("A search that goes further finds nothing slower, from the command line too") {
  const ScheduledSmallRun small;
  const auto cycles = [&](const std::string& effort) {
    const auto json = small.run({"--set", "/search/effort=" + effort}).json();
    return json["variants"][0]["total"]["cycles"].get<std::int64_t>();
  };
  const std::int64_t quick = cycles("quick"), normal = cycles("normal"), thorough = cycles("thorough");
  CHECK(normal <= quick);
  CHECK(thorough <= normal);
}

TEST_CASE("A wrong effort, or a schedule that is not there, is one line and exit code 2") {
  const ScheduledSmallRun small;
  check_refused(small.run({"--set", "/search/effort=endless"}), "/search/effort");
  check_refused(small.run({"--set", "/schedule=" + (small.folder / "nowhere.json")}), "nowhere.json");
}

TEST_CASE("A schedule in which something is wrong is one line and exit code 2") {
  const ScheduledSmallRun small;
  const nlohmann::ordered_json written = small.written();
  const auto check_changed = [&](const auto& change, const std::string& part) {
    nlohmann::ordered_json changed = written;
    change(changed);
    write_file(small.schedule, changed.dump());
    check_refused(small.again(), part);
  };
  const auto first = [](nlohmann::ordered_json& json) -> nlohmann::ordered_json& {
    return json["variants"]["structured-best"]["iterations"][0];
  };
  check_changed([](auto& json) { json["version"] = 1; }, "/version");
  check_changed([&](auto& json) { first(json)["issue"][0][0] = "nobody FP"; }, "nobody FP");
  const auto rename = [&](auto& json) {
    first(json)["groups"][0]["name"] = "other FP";
    first(json)["issue"] = nlohmann::ordered_json::array();
  };
  check_changed(rename, "got other FP");
  check_changed([](auto& json) { json["variants"]["structured-best"]["pinned"] = "lstm0.W"; }, "/pinned");
  check_changed([](auto& json) { json["variants"]["structured-best"]["cut_for_bytes_per_cycle"] = 0; },
                "/cut_for_bytes_per_cycle");
  check_changed([](auto& json) { json["variants"]["structured-best"]["share_of_buffers"] = 1.5; }, "/share_of_buffers");
  check_changed([&](auto& json) { first(json)["groups"][0]["spans"] = {{{"steps", 17}}}; }, "got 17");
  check_changed([&](auto& json) { first(json)["issue"].erase(first(json)["issue"].size() - 1); }, "issue: ");
  write_file(small.schedule, "{");
  check_refused(small.again(), "schedule.json");
}
