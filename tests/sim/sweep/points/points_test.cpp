#include "sim/sweep/points/points.h"

#include <catch2/catch.hpp>
#include <filesystem>
#include <nlohmann/json.hpp>
#include <set>

#include "sim/experiment/run_config.h"
#include "sim/sweep/directory/sweep_directory.h"
#include "tests/fixtures/error_text.h"
#include "tests/fixtures/small_sweep.h"

using namespace skipgrid::sweep;
using skipgrid::cli::test::SmallSweep;
using skipgrid::testing::error_text;
using skipgrid::traces::test::write_file;

namespace {

/// Every point in words.
std::vector<std::string> points_of(const SmallSweep& small) {
  const SweepConfig config = load_sweep(small.file);
  const PointSpace space(config);
  std::vector<std::string> words;
  ReadFiles files;
  for (const Point& point : space.points(files)) words.push_back(space.describe(point.choice));
  return words;
}

std::vector<std::uint64_t> ids_of(const SmallSweep& small) {
  std::vector<std::uint64_t> ids;
  for (const Point& point : manifest_of(load_sweep(small.file)).points) ids.push_back(point.id);
  return ids;
}

}  // namespace

TEST_CASE("The points are all combinations, the last axis moving fastest") {
  const std::vector<std::string> points = points_of(SmallSweep());
  REQUIRE(points.size() == 2 * 2 * 3);
  CHECK(points[0] == "/hardware/rows = 4, /hardware/cols = 4, /dropout/nr = 0.25");
  CHECK(points[1] == "/hardware/rows = 4, /hardware/cols = 4, /dropout/nr = 0.5");
  CHECK(points[3] == "/hardware/rows = 4, /hardware/cols = 8, /dropout/nr = 0.25");
  CHECK(points[11] == "/hardware/rows = 8, /hardware/cols = 8, /dropout/nr = 0.75");
}

TEST_CASE("A zip group is one axis, and filters take points out") {
  SmallSweep small;
  small.json["axes"] = {{"/dropout/nr", {0.25, 0.5}}};
  small.json["zip"] = {{{"/hardware/rows", {4, 8, 16}}, {"/hardware/cols", {16, 8, 4}}}};
  small.save();
  CHECK(points_of(small).size() == 6);
  small.json["where"] = {"{/hardware/rows} <= {/hardware/cols}", "{/dropout/nr} == 0.5"};
  small.save();
  CHECK(points_of(small) == std::vector<std::string>{"/dropout/nr = 0.5, /hardware/rows = 4, /hardware/cols = 16",
                                                     "/dropout/nr = 0.5, /hardware/rows = 8, /hardware/cols = 8"});
}

TEST_CASE("A combination that a filter takes out need not be valid") {
  SmallSweep small;
  small.json["axes"]["/hardware/rows"] = {4, 0};
  small.save();
  CHECK_THAT(error_text([&] { points_of(small); }),
             Catch::StartsWith(small.file + ": /hardware/rows = 0: expected an integer from 1"));
  small.json["where"] = {"{/hardware/rows} > 0"};
  small.save();
  CHECK(points_of(small).size() == 6);
}

TEST_CASE("A point's run is what skipgrid run --set makes of it") {
  const SmallSweep small;
  const SweepConfig config = load_sweep(small.file);
  const PointSpace space(config);
  const skipgrid::sim::RunConfig run = space.run(11);
  CHECK(run.hardware.machine.array.rows == 8);
  CHECK(run.hardware.machine.array.cols == 8);
  CHECK(std::get<skipgrid::sim::TracedModel>(run.work).dropout.nr == 0.75);
  CHECK(run.variants.size() == 3);
}

TEST_CASE("Ids are a hash of what a point is, whatever it is called and wherever it lies") {
  const SmallSweep small;
  const std::vector<std::uint64_t> ids = ids_of(small);
  CHECK(std::set<std::uint64_t>(ids.begin(), ids.end()).size() == 12);
  CHECK(ids_of(SmallSweep()) == ids);

  SmallSweep other;
  other.json["name"] = "another name";
  other.json["limits"] = {{"seconds", 5}};
  other.save();
  CHECK(ids_of(other) == ids);

  // The same base from a file of the same name, and axes in another order: the same points in another order.
  SmallSweep turned;
  turned.json["axes"] = {{"/dropout/nr", {0.25, 0.5, 0.75}}, {"/hardware/rows", {4, 8}}, {"/hardware/cols", {4, 8}}};
  write_file(turned.path("base.json"), turned.json["base"].dump());
  turned.json["base"]["name"] = "sweep";
  write_file(turned.path("base.json"), turned.json["base"].dump());
  turned.json["base"] = "base.json";
  turned.save();
  const std::vector<std::uint64_t> again = ids_of(turned);
  CHECK(again != ids);
  CHECK(std::set<std::uint64_t>(again.begin(), again.end()) == std::set<std::uint64_t>(ids.begin(), ids.end()));

  SmallSweep changed;
  changed.json["base"]["dropout"]["seed"] = 77;
  changed.save();
  for (const std::uint64_t id : ids_of(changed)) CHECK(std::count(ids.begin(), ids.end(), id) == 0);
}

TEST_CASE("Ids are read as they are written") {
  for (const std::uint64_t id : {std::uint64_t{0}, std::uint64_t{0xfedcba9876543210}, ~std::uint64_t{0}})
    CHECK(id_from_text(id_text(id)) == id);
  CHECK(id_text(10) == "000000000000000a");
  for (const char* text : {"", "12", "zzzzzzzzzzzzzzzz", "00000000000000000"})
    CHECK_THROWS_AS(id_from_text(text), std::invalid_argument);
}

TEST_CASE("A replayed trace counts by its content") {
  SmallSweep small;
  write_file(small.path("run.json"), skipgrid::cli::test::small_run());
  const auto record = [&](const std::string& name, const std::string& seed) {
    REQUIRE(skipgrid::cli::test::run_skipgrid(
                {"trace", "gen", small.path("run.json"), "--set", "/dropout/seed=" + seed, "--out", small.path(name)})
                .code == 0);
  };
  record("a.jsonl", "1");
  record("b.jsonl", "2");
  small.json["base"].erase("dropout");
  small.json["base"].erase("iterations");
  small.json["axes"].erase("/dropout/nr");
  small.json["variants"] = {"structured", "dense"};
  small.json["base"]["workload"] = {{"trace", "a.jsonl"}};
  small.save();
  const std::vector<std::uint64_t> ids = ids_of(small);
  std::filesystem::rename(small.path("a.jsonl"), small.path("c.jsonl"));
  small.json["base"]["workload"] = {{"trace", "c.jsonl"}};
  small.save();
  CHECK(ids_of(small) == ids);
  std::filesystem::rename(small.path("b.jsonl"), small.path("c.jsonl"));
  CHECK(ids_of(small) != ids);
}

TEST_CASE("A table of lengths counts by its content") {
  SmallSweep small;
  small.read_lengths("a.csv");
  const std::vector<std::uint64_t> ids = ids_of(small);
  std::filesystem::rename(small.path("a.csv"), small.path("b.csv"));
  small.json["base"]["workload"]["lengths"]["table"] = "missing.csv";
  small.json["axes"]["/workload/lengths/table"] = {"b.csv"};
  small.save();
  CHECK(ids_of(small) == ids);
  write_file(small.path("b.csv"), "tokens,sentences\n3,2\n5,2\n");
  CHECK(ids_of(small) != ids);
  CHECK(small.run("out").code == 0);
}

TEST_CASE("A point runs only as what it was planned as") {
  SmallSweep small;
  small.read_lengths("a.csv");
  const SweepConfig config = load_sweep(small.file);
  const PointSpace space(config);
  ReadFiles files;
  const std::vector<Point> points = space.points(files);
  CHECK(files.checksums().size() == 1);
  CHECK_NOTHROW(space.run(points[3], files));
  write_file(small.path("a.csv"), "tokens,sentences\n3,1\n5,3\n");
  CHECK_THAT(error_text([&] { space.run(points[3], files); }),
             Catch::StartsWith(small.path("a.csv") + ": has changed since the sweep began"));
  // There and back again: what was read is what counts, not what lies there later.
  write_file(small.path("a.csv"), "tokens,sentences\n3,1\n5,2\n");
  CHECK_NOTHROW(space.run(points[3], files));
  CHECK_THROWS_AS(space.values(space.size()), std::out_of_range);
}

TEST_CASE("Points that run the same trace are of one group") {
  const SmallSweep small;
  const std::vector<Point> points = manifest_of(load_sweep(small.file)).points;
  for (std::size_t i = 0; i < points.size(); ++i) CHECK(points[i].group == i % 3);
}
