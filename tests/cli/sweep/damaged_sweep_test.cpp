// What was damaged in a sweep's directory, or is another's, is not believed: it is done again, and said.
#include <catch2/catch.hpp>
#include <filesystem>
#include <nlohmann/json.hpp>
#include <random>

#include "tests/fixtures/small_sweep.h"

using namespace skipgrid::cli::test;
using skipgrid::traces::test::read_file;
using skipgrid::traces::test::write_file;
namespace fs = std::filesystem;

namespace {

/// A sweep that is done in "out", once more in "whole".
struct DoneSweep : SmallSweep {
  DoneSweep() {
    REQUIRE(run("whole").code == 0);
    fs::copy(path("whole"), path("out"), fs::copy_options::recursive);
  }
  std::string point(std::size_t i) const { return path("out/points/" + names("whole/points").at(i)); }
  ProgramRun command(const std::string& name, const std::vector<std::string>& more = {}) const {
    std::vector<std::string> arguments{"sweep", name, path("out")};
    arguments.insert(arguments.end(), more.begin(), more.end());
    return run_skipgrid(arguments);
  }
  /// How many points have been computed in "out".
  std::size_t computed() const {
    const std::string timing = text("out/timing.jsonl");
    return static_cast<std::size_t>(std::count(timing.begin(), timing.end(), '\n'));
  }
};

void check_no_library_text(const ProgramRun& run) {
  CAPTURE(run.out, run.err);
  for (const std::string& text : {run.out, run.err})
    for (const char* library : {"[json.exception", "filesystem error", "constraint failed", "E549", "simdjson"})
      CHECK_THAT(text, !Catch::Contains(library));
}

/// Runs the sweep again: `computed` points are computed, what is damaged is named, and the results are what they were.
void check_done_again(const DoneSweep& sweep, std::size_t computed, const std::string& named) {
  const std::size_t before = sweep.computed();
  const ProgramRun again = sweep.run("out");
  check_no_library_text(again);
  CHECK(again.code == 0);
  CHECK_THAT(again.err, Catch::Contains(named));
  CHECK(sweep.computed() == before + computed);
  check_same_results(sweep, "whole", "out");
  CHECK(sweep.names("out/failed").empty());
  CHECK(sweep.run("out").err.empty());
}

std::string with_digit_changed(std::string text, const std::string& after) {
  const std::size_t at = text.find_first_of("123456789", text.find(after));
  REQUIRE(at != std::string::npos);
  text[at] = text[at] == '9' ? '8' : static_cast<char>(text[at] + 1);
  return text;
}

}  // namespace

TEST_CASE("A point whose file is damaged, or another's, is computed again") {
  const DoneSweep sweep;
  const std::string whole = read_file(sweep.point(3));
  const std::vector<std::string> contents{with_digit_changed(whole, "\"cycles\""),
                                          read_file(sweep.point(4)),
                                          "",
                                          "{}\n",
                                          "null\n",
                                          whole.substr(0, whole.size() / 2) + "}\n",
                                          whole + " "};
  for (const std::string& content : contents) {
    CAPTURE(content.substr(0, 60));
    write_file(sweep.point(3), content);
    const std::string name = fs::path(sweep.point(3)).filename().string();
    for (const std::string command : {"status", "best", "merge"}) {
      const ProgramRun looked = sweep.command(command);
      check_no_library_text(looked);
      CHECK(looked.code == (command == "merge" ? 1 : 0));
      CHECK_THAT(looked.err, Catch::Contains(name + ": is damaged: "));
    }
    CHECK_THAT(sweep.text("out/results.csv"), !Catch::Contains(name.substr(0, 16)));
    CHECK_THAT(sweep.command("status").out, Catch::Contains("12 points, 11 done, 0 failed, 1 missing"));
    check_done_again(sweep, 1, name + ": is damaged: ");
  }
}

TEST_CASE("Points that another program has computed are not believed") {
  const DoneSweep sweep;
  std::string text = read_file(sweep.point(0));
  const std::size_t dash = text.find('-');
  REQUIRE(dash < 40);
  text[dash + 1] = text[dash + 1] == '0' ? '1' : '0';
  write_file(sweep.point(0), text);
  check_done_again(sweep, 1, ": is damaged: is of \"");
}

TEST_CASE("A manifest or list of points that is lost or damaged is made anew, and points that are done are kept") {
  const DoneSweep sweep;
  const std::string manifest = sweep.path("out/manifest.json"), list = sweep.path("out/points.jsonl");
  const std::string good_manifest = read_file(manifest), good_list = read_file(list);
  const auto check_anew = [&](const std::string& named) {
    for (const std::string command : {"status", "best", "merge"}) {
      const ProgramRun refused = sweep.command(command);
      check_no_library_text(refused);
      CHECK(refused.code == 2);
      CHECK(refused.complaints() == 1);
    }
    check_done_again(sweep, 0, named);
    CHECK(read_file(manifest) == good_manifest);
    CHECK(read_file(list) == good_list);
  };
  for (const std::string& content :
       {std::string(), std::string("{}\n"), std::string(900, '\0'), good_manifest.substr(9),
        good_manifest.substr(0, 200), read_file(sweep.point(0)), with_digit_changed(good_manifest, "\"cols\"")}) {
    write_file(manifest, content);
    check_anew("manifest.json: is damaged: ");
  }
  // Of a program that wrote other manifests: it may know more than this one.
  write_file(manifest, "{\"schema\": \"skipgrid-sweep/1\"}\n");
  CHECK(sweep.run("out").code == 2);
  CHECK(sweep.run("out").complaints() == 1);
  fs::remove(manifest);
  check_anew("manifest.json: was lost; it is made anew from the sweep");
  const std::string misspelt = std::string(good_list).replace(good_list.find("choice"), 6, "choise");
  for (const std::string& content : {std::string(), std::string("{}\n"), misspelt, good_list.substr(0, 300),
                                     good_list + good_list.substr(0, good_list.find('\n') + 1)}) {
    write_file(list, content);
    check_anew("points.jsonl: is damaged; it is made anew from the sweep");
  }
  fs::remove(list);
  check_anew("points.jsonl: is lost; it is made anew from the sweep");
}

TEST_CASE("A list of points that cannot be is refused by its line, and an index is not taken modulo") {
  const DoneSweep sweep;
  const std::string list = sweep.path("out/points.jsonl"), good = read_file(list);
  const std::size_t second = good.find('\n') + 1;
  const std::vector<std::pair<std::string, std::string>> cases{{"\"choice\":1,", "\"choice\":13,"},
                                                               {"\"choice\":1,", "\"choice\":-1,"},
                                                               {"\"choice\":1,", "\"choise\":1,"},
                                                               {"\"id\":\"", "\"id\":\"x"},
                                                               {"\"group\":", "\"group\":99999999999"}};
  for (const auto& [from, to] : cases) {
    CAPTURE(to);
    write_file(list, std::string(good).replace(good.find(from, second), from.size(), to));
    const ProgramRun refused = sweep.command("status");
    check_no_library_text(refused);
    CHECK(refused.code == 2);
    CHECK_THAT(refused.err, Catch::Contains("out/points.jsonl:2: expected a point of the sweep"));
  }
  // Another combination that there is: only the checksum knows.
  write_file(list, std::string(good).replace(good.find("\"choice\":1,", second), 11, "\"choice\":2,"));
  CHECK_THAT(sweep.command("best").err, Catch::Contains("points.jsonl: is damaged: its checksum is wrong"));
}

TEST_CASE("A directory whose manifest is lost takes no other sweep") {
  DoneSweep sweep;
  sweep.json["axes"]["/dropout/nr"] = {0.25, 0.5, 0.8};
  sweep.save();
  fs::remove(sweep.path("out/manifest.json"));
  const std::string before = sweep.text("out/results.csv");
  const ProgramRun refused = sweep.run("out");
  CHECK(refused.code == 2);
  CHECK(refused.complaints() == 1);
  CHECK_THAT(refused.err, Catch::Contains("out: is of another sweep: it holds points/"));
  CHECK(sweep.text("out/results.csv") == before);
  CHECK_FALSE(fs::exists(sweep.path("out/manifest.json")));
}

TEST_CASE("What is written about a failure is believed only as it was written, and its folder is made anew") {
  const DoneSweep sweep;
  const std::string name = fs::path(sweep.point(2)).filename().string();
  fs::remove(sweep.point(2));
  for (const std::string content : {"{\"kind\": 5}\n", "[]\n", "{\"kind\": \"error\", \"error\": \"made up\"}\n"}) {
    write_file(sweep.path("out/failed/" + name), content);
    const ProgramRun status = sweep.command("status");
    check_no_library_text(status);
    CHECK(status.code == 0);
    CHECK_THAT(status.out, Catch::Contains("11 done, 0 failed, 1 missing") && !Catch::Contains("made up"));
    CHECK_THAT(status.err, Catch::Contains("failed/" + name + ": is damaged"));
    check_no_library_text(sweep.command("merge"));
  }
  fs::remove_all(sweep.path("out/failed"));
  check_no_library_text(sweep.command("status"));
  CHECK(sweep.run("out").code == 0);
  check_same_results(sweep, "whole", "out");
  fs::remove_all(sweep.path("out/failed"));
  write_file(sweep.path("out/failed"), "a file");
  const ProgramRun refused = sweep.run("out");
  check_no_library_text(refused);
  CHECK(refused.code == 1);
  CHECK(refused.complaints() == 1);
}

TEST_CASE("No flip of a bit and no cut in a sweep's directory is accepted") {
  const auto seed = GENERATE(take(1, random(0u, 1u << 30)));
  CAPTURE(seed);
  std::mt19937 random(seed);
  const DoneSweep sweep;
  for (int round = 0; round < 12; ++round) {
    std::vector<std::string> files{"out/manifest.json", "out/points.jsonl", "out/results.csv", "out/results.sqlite"};
    for (const std::string& name : sweep.names("out/points")) files.push_back("out/points/" + name);
    const std::string file = sweep.path(files[random() % files.size()]);
    std::string content = read_file(file);
    const std::size_t at = random() % content.size();
    CAPTURE(file, at);
    if (round % 3 == 0)
      content.resize(at);
    else
      content[at] = static_cast<char>(content[at] ^ (1 << random() % 8));
    write_file(file, content);
    const ProgramRun again = sweep.run("out");
    check_no_library_text(again);
    CHECK(again.code == 0);
    check_same_results(sweep, "whole", "out");
  }
}
