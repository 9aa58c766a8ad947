// The timelines of whole runs: their tracks, and that they hold what results count.
#include <algorithm>
#include <catch2/catch.hpp>
#include <fstream>
#include <map>
#include <nlohmann/json.hpp>
#include <set>
#include <vector>

#include "tests/fixtures/program_run.h"
#include "tests/fixtures/temporary_folder.h"

using namespace skipgrid::cli::test;
using skipgrid::traces::test::TemporaryFolder;

namespace {

using Json = nlohmann::json;

/// What a viewer makes of the events of a timeline.
struct ReadTimeline {
  std::map<int, std::string> names;
  std::map<std::string, std::vector<Json>> slices;                 ///< by the name of their track
  std::map<std::string, std::map<std::int64_t, double>> counters;  ///< values by time
  std::int64_t left_out = 0;

  explicit ReadTimeline(const std::string& path) {
    const Json document = Json::parse(std::ifstream(path));
    left_out = document["otherData"]["slices left out"];
    for (const Json& event : document["traceEvents"])
      if (event["name"] == "thread_name") names[event["tid"]] = event["args"]["name"];
    std::map<int, std::vector<Json>> by_track;
    for (const Json& event : document["traceEvents"]) {
      if (event["ph"] == "C") counters[event["name"]][event["ts"]] = event["args"]["value"];
      if (event["ph"] == "X") by_track[event["tid"]].push_back(event);
    }
    for (auto& [track, events] : by_track) {
      CAPTURE(names[track]);
      std::sort(events.begin(), events.end(), [](const Json& x, const Json& y) { return x["ts"] < y["ts"]; });
      std::int64_t free = 0;
      bool apart = true;
      for (const Json& event : events) {
        apart = apart && event["ts"] >= free;
        free = event["ts"].get<std::int64_t>() + event["dur"].get<std::int64_t>();
      }
      CHECK(apart);
      auto& all = slices[names.at(track)];
      all.insert(all.end(), events.begin(), events.end());
    }
  }

  std::int64_t cycles_of(const std::string& track, const std::string& name) const {
    std::int64_t sum = 0;
    for (const Json& slice : slices.at(track))
      if (slice["name"] == name) sum += slice["dur"].get<std::int64_t>();
    return sum;
  }

  /// A counter times cycles, over all of a run that ends in `end`.
  double integral(const std::string& name, std::int64_t end) const {
    const auto& values = counters.at(name);
    double sum = 0;
    for (auto at = values.begin(); at != values.end(); ++at) {
      const auto next = std::next(at);
      sum += at->second * static_cast<double>((next == values.end() ? end : next->first) - at->first);
    }
    return sum;
  }
};

/// A run of zaremba_medium, its timeline and its results.
struct WatchedRun {
  TemporaryFolder folder;
  ProgramRun run;
  explicit WatchedRun(const std::string& hardware, const std::vector<std::string>& options = {}) {
    std::vector<std::string> words{"run",        SKIPGRID_CONFIGS "/quickstart.json",
                                   "--set",      "/hardware=hardware/" + hardware,
                                   "--set",      R"(/variants=["structured"])",
                                   "--set",      R"(/search={"effort":"quick"})",
                                   "--out",      folder / "out",
                                   "--timeline", folder / "timeline.json"};
    words.insert(words.end(), options.begin(), options.end());
    run = run_skipgrid(words);
    REQUIRE(run.code == 0);
  }
  ReadTimeline timeline() const { return ReadTimeline(folder / "timeline.json"); }
  Json total() const { return Json::parse(std::ifstream(folder / "out/results.json"))["variants"][0]["total"]; }
};

}  // namespace

TEST_CASE("A timeline of a machine with memory has a handful of tracks with thousands of slices, and counters of all") {
  const WatchedRun watched("edge_32x32.json");
  const ReadTimeline timeline = watched.timeline();
  std::set<std::string> tracks;
  for (const auto& [unused, name] : timeline.names) tracks.insert(name);
  CHECK(tracks == std::set<std::string>{"what cycles are spent on", "tiles that stream", "array", "array, overlapping",
                                        "skip unit", "vector unit", "vector unit, overlapping", "DRAM read",
                                        "DRAM write"});
  for (const std::string name : {"what cycles are spent on", "tiles that stream", "DRAM read", "DRAM write"})
    CHECK(timeline.slices.at(name).size() > 5'000);
  // 35 steps of two layers' two products and the projection, three times; h has no gradient in the first step.
  CHECK(timeline.slices.at("array").size() + timeline.slices.at("array, overlapping").size() == 35 * 5 * 3 - 2);
  CHECK(timeline.slices.at("skip unit").size() > 100);
  CHECK_THAT(watched.run.err, Catch::Contains("no room for " + std::to_string(timeline.left_out)));
  const auto& moved = timeline.slices.at("DRAM read").front();
  CHECK(moved["args"]["bytes"] > 0);
  CHECK(moved["args"]["requests"] >= 1);

  // However much has no room, counters add up to what results count.
  REQUIRE(timeline.left_out > 0);
  const Json total = watched.total();
  const std::int64_t cycles = total["cycles"];
  const auto counted = [&](const std::string& what) {
    return Approx(total[what].get<double>()).epsilon(1e-5).margin(0.0001 * static_cast<double>(cycles));
  };
  CHECK(timeline.integral("share of cycles: computes", cycles) == counted("compute_cycles"));
  CHECK(timeline.integral("share of cycles: fills or drains", cycles) == counted("fill_cycles"));
  CHECK(timeline.integral("share of cycles: waits for DRAM", cycles) == counted("dram_stall_cycles"));
  CHECK(timeline.integral("share of cycles: only the vector unit works", cycles) == counted("vector_wait_cycles"));
  CHECK(timeline.integral("utilization: MACs / (PEs x cycles)", cycles) * 32 * 32 ==
        Approx(total["macs"].get<double>()).epsilon(1e-4));
  for (const std::string buffer : {"a", "b", "c"}) {
    const auto& room = timeline.counters.at("bytes of room in buffer " + buffer);
    CHECK(room.size() > 500);
    for (const auto& [unused, bytes] : room) CHECK(bytes >= 0);
  }
}

TEST_CASE("What cycles are spent on is told cycle for cycle where all slices have room") {
  const WatchedRun watched("ws_32x32.json", {"--set", R"(/variants=["structured-best"])"});
  const ReadTimeline timeline = watched.timeline();
  CHECK(timeline.left_out == 0);
  CHECK(watched.run.err.empty());
  const Json total = watched.total();
  const std::string track = "what cycles are spent on";
  CHECK(timeline.cycles_of(track, "computes") == total["compute_cycles"]);
  CHECK(timeline.cycles_of(track, "fills or drains") == total["fill_cycles"]);
  std::int64_t end = 0;
  for (const Json& slice : timeline.slices.at(track)) {
    REQUIRE(slice["ts"] == end);
    end += slice["dur"].get<std::int64_t>();
  }
  CHECK(end == total["cycles"]);
}

TEST_CASE("A window of a timeline has every slice that overlaps it, and counters of it alone") {
  const WatchedRun watched("edge_32x32.json", {"--timeline-window", "1000000:1010000"});
  const ReadTimeline timeline = watched.timeline();
  CHECK(timeline.left_out == 0);
  std::int64_t spent = 0;
  for (const Json& slice : timeline.slices.at("what cycles are spent on")) {
    const std::int64_t begin = slice["ts"], end = begin + slice["dur"].get<std::int64_t>();
    spent += std::min<std::int64_t>(end, 1'010'000) - std::max<std::int64_t>(begin, 1'000'000);
  }
  CHECK(spent == 10'000);
  for (const auto& [name, values] : timeline.counters) {
    CAPTURE(name);
    CHECK(values.begin()->first == 1'000'000);
    CHECK(values.rbegin()->first < 1'010'000);
  }
}
