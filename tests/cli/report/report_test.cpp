#include <catch2/catch.hpp>
#include <filesystem>
#include <map>
#include <nlohmann/json.hpp>

#include "tests/fixtures/program_run.h"
#include "tests/fixtures/small_sweep.h"
#include "tests/fixtures/temporary_folder.h"

using namespace skipgrid::cli::test;
using skipgrid::traces::test::read_file;
using skipgrid::traces::test::TemporaryFolder;
using skipgrid::traces::test::write_file;

namespace {

/// What a report is drawn from.
nlohmann::json data_of_report(const std::string& path) {
  const std::string page = read_file(path), begin = R"(<script type="application/json" id="data">)";
  const std::size_t from = page.find(begin) + begin.size();
  return nlohmann::json::parse(page.substr(from, page.find("</script>", from) - from));
}

}  // namespace

TEST_CASE("The report of a run holds its results as they are, from the directory or the file") {
  const TemporaryFolder folder;
  write_file(folder / "run.json", small_run());
  REQUIRE(run_skipgrid({"run", folder / "run.json", "--out", folder / "results"}).code == 0);
  for (const std::string given : {"results", "results/results.json"}) {
    const ProgramRun run = run_skipgrid({"report", folder / given, "--out", folder / "report.html"});
    REQUIRE(run.code == 0);
    CHECK(run.err.empty());
    const nlohmann::json data = data_of_report(folder / "report.html");
    CHECK(data["kind"] == "run");
    CHECK(data["results"] == nlohmann::json::parse(read_file(folder / "results/results.json")));
    CHECK(data["small_products"]["films"].size() == 6);
  }
}

TEST_CASE("The report of a sweep holds the figures of all points that are done, and their values of the axes") {
  const SmallSweep small;
  REQUIRE(small.run("out").code == 0);
  const std::string removed = small.names("out/points").front();
  std::filesystem::remove(small.path("out/points/" + removed));
  REQUIRE(run_skipgrid({"report", small.path("out"), "--out", small.path("report.html")}).code == 0);
  const nlohmann::json data = data_of_report(small.path("report.html"));
  CHECK(data["kind"] == "sweep");
  CHECK(data["counts"]["missing"] == 1);
  const std::size_t points = small.names("out/points").size();
  REQUIRE(data["ids"].size() == points);
  CHECK(data["counts"]["done"] == points);
  for (std::size_t i = 0; i < points; ++i) {
    const auto document =
        nlohmann::json::parse(small.text("out/points/" + data["ids"][i].get<std::string>() + ".json"));
    REQUIRE(data["variants"].size() == document["variants"].size());
    for (std::size_t variant = 0; variant < document["variants"].size(); ++variant) {
      const auto& figures = data["variants"][variant]["figures"];
      CHECK(data["variants"][variant]["name"] == document["variants"][variant]["name"]);
      CHECK(figures["cycles"][i] == document["variants"][variant]["total"]["cycles"]);
      CHECK(figures["macs"][i] == document["variants"][variant]["total"]["macs"]);
      CHECK(figures["PEs"][i] == document["machine"]["pes"]);
      CHECK(figures.count("dram_read_bytes") == 0);  // 0 everywhere
    }
    for (const auto& axis : data["axes"]) {
      const nlohmann::json::json_pointer pointer(axis["pointer"].get<std::string>());
      CHECK(axis["values"][axis["at"][i].get<std::size_t>()] == document["config"][pointer]);
    }
  }
}

TEST_CASE("What no report can be made of is refused in a line, and an older report stays") {
  const TemporaryFolder folder;
  write_file(folder / "report.html", "as it was");
  write_file(folder / "results.json", R"({"schema": "skipgrid-results/2"})");
  std::filesystem::create_directory(folder / "empty");
  const std::map<std::string, std::string> cases{
      {"empty", "expected results.json of a run or manifest.json of a sweep"},
      {"results.json", "results.json: "},
      {"missing", "missing: "}};
  for (const auto& [given, complaint] : cases) {
    CAPTURE(given);
    const ProgramRun run = run_skipgrid({"report", folder / given, "--out", folder / "report.html"});
    CHECK(run.code == 2);
    CHECK(run.complaints() == 1);
    CHECK_THAT(run.err, Catch::Contains(complaint));
    CHECK(read_file(folder / "report.html") == "as it was");
  }
  CHECK(run_skipgrid({"report", folder / "empty"}).code == 2);
}
